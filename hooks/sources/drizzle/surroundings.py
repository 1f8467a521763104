"""What a module finds around it: the globals of JavaScript, and the ambient names of its runtime."""

from hooks.sources.drizzle import javascript

GLOBALS: dict[str, object] = javascript.GLOBALS

# Names that exist where drizzle-kit loads a schema, but whose values are of that moment, or never a table.
AMBIENT = frozenset(
    {
        *("process", "console", "crypto", "globalThis", "performance", "structuredClone", "fetch", "URL", "TextEncoder", "TextDecoder", "Intl"),
        *("Promise", "Proxy", "Reflect", "WeakMap", "WeakSet", "Symbol", "setTimeout", "clearTimeout", "queueMicrotask", "module", "exports"),
        *("__dirname", "__filename", "btoa", "atob", "encodeURIComponent", "decodeURIComponent", "ArrayBuffer", "DataView", "Response", "Request"),
    }
)
