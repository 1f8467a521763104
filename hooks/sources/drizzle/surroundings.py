"""What a module finds around it: the globals of JavaScript, and the ambient names of its runtime."""

from hooks.sources.drizzle import javascript

GLOBALS: dict[str, object] = javascript.GLOBALS

# Names that exist where drizzle-kit loads a schema (Node.js 20), but whose values are of that moment, or never a table.
_AMBIENT = (
    "Function Symbol Promise RegExp AggregateError EvalError ReferenceError SyntaxError URIError globalThis Intl ArrayBuffer Int8Array "
    "Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView WeakMap "
    "WeakSet Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite "
    "isNaN console process global clearImmediate setImmediate URL URLSearchParams DOMException AbortController AbortSignal Event EventTarget "
    "TextEncoder TextDecoder TransformStream WritableStream ReadableStream CompressionStream DecompressionStream clearInterval clearTimeout "
    "setInterval setTimeout queueMicrotask atob btoa BroadcastChannel MessageChannel MessagePort MessageEvent Blob File "
    "performance Performance fetch FormData Headers Request Response SharedArrayBuffer Atomics WebAssembly crypto Crypto CryptoKey SubtleCrypto "
    "CustomEvent navigator __filename __dirname module exports require arguments"
)
AMBIENT = frozenset(_AMBIENT.split())
# Those of them through which another module's tables may come.
LOADERS = frozenset(
    {
        *("require", "module", "exports", "eval", "global", "globalThis", "Function", "Reflect", "arguments"),
        *("WeakMap", "WeakSet", "WeakRef"),
    }
)
