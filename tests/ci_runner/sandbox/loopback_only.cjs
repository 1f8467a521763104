// Loaded into every Node process of a test: a connection or a name look-up beyond loopback is written down and refused.
const dns = require("node:dns");
const fs = require("node:fs");
const net = require("node:net");

const LOOPBACK = /^(localhost|::1|127\.\d+\.\d+\.\d+)$/;

function refuse(host) {
  fs.appendFileSync(process.env.LOOPBACK_ONLY_LOG, `${host}\n`);
  throw new Error(`a test reached for the network: ${host}`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof options === "object" ? options.path ? "localhost" : (options.host ?? "localhost") : typeof args[1] === "string" ? args[1] : "localhost";
  if (!LOOPBACK.test(host)) refuse(host);
  return connect.apply(this, args);
};

for (const owner of [dns, dns.promises]) {
  const lookup = owner.lookup;
  owner.lookup = (host, ...rest) => (LOOPBACK.test(host) ? lookup(host, ...rest) : refuse(host));
}
