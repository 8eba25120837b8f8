// SPDX-License-Identifier: Apache-2.0
// Ed25519: is it a signature?  RFC 8032, section 5.1.7, without the cofactor, as OpenSSL and libsodium judge.
// Only public values are worked with, so nothing is gained from how long it takes.
(function () {
  'use strict';
  var xiezhi = globalThis.xiezhi = globalThis.xiezhi || {};
  var P = (1n << 255n) - 19n;
  var L = (1n << 252n) + 27742317777372353535851937790883648493n;

  function mod(x) { var r = x % P; return r < 0n ? r + P : r; }

  function power(x, n) {
    var r = 1n;
    for (; n; n >>= 1n, x = x * x % P) if (n & 1n) r = r * x % P;
    return r;
  }

  var D = mod(-121665n * power(121666n, P - 2n));
  var ROOT = power(2n, (P - 1n) / 4n); // of -1

  function number(bytes) {
    var x = 0n;
    for (var i = bytes.length - 1; i >= 0; i--) x = x << 8n | BigInt(bytes[i]);
    return x;
  }

  // The x that goes with y, of that sign; null where there is none.
  function side(y, odd) {
    var u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    var x = power(u * power(v, P - 2n) % P, (P + 3n) / 8n);
    if (mod(v * x * x - u) !== 0n) x = x * ROOT % P;
    if (mod(v * x * x - u) !== 0n || (x === 0n && odd)) return null;
    return (x & 1n) === BigInt(odd) ? x : mod(-x);
  }

  // 32 bytes to x, y, z, xy/z; null for what is no point in its one form.
  function point(bytes) {
    var y = number(bytes) & (1n << 255n) - 1n, x = y < P ? side(y, bytes[31] >> 7) : null;
    return x === null ? null : [x, y, 1n, x * y % P];
  }

  function add(p, q) {
    var a = mod((p[1] - p[0]) * (q[1] - q[0])), b = (p[1] + p[0]) * (q[1] + q[0]) % P;
    var c = 2n * p[3] * q[3] % P * D % P, d = 2n * p[2] * q[2] % P;
    var e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function times(n, p) {
    var r = [0n, 1n, 1n, 0n];
    for (; n; n >>= 1n, p = add(p, p)) if (n & 1n) r = add(r, p);
    return r;
  }

  function bytesOf(p) {
    var z = power(p[2], P - 2n), x = p[0] * z % P, y = p[1] * z % P, out = new Uint8Array(32);
    y |= (x & 1n) << 255n;
    for (var i = 0; i < 32; i++, y >>= 8n) out[i] = Number(y & 255n);
    return out;
  }

  var Y = mod(4n * power(5n, P - 2n)), X = side(Y, 0), BASE = [X, Y, 1n, X * Y % P];

  // S * base - k * key = R, where k is the hash of R, key and message.
  function verify(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    var a = point(key), s = number(signature.subarray(32)), r = signature.subarray(0, 32);
    if (!a || s >= L || times(8n, a)[0] === 0n) return false; // also no key of small order
    var k = number(xiezhi.hash.sha512(xiezhi.hash.join([r, key, message]))) % L;
    var minus = [mod(-a[0]), a[1], 1n, mod(-a[3])];
    return bytesOf(add(times(s, BASE), times(k, minus))).every(function (b, i) { return b === r[i]; });
  }

  xiezhi.ed25519 = { verify: verify };
})();
