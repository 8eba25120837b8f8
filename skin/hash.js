// SPDX-License-Identifier: Apache-2.0
// SHA-256, SHA-512 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) over Uint8Array, written out so that a receipt is
// checked by nothing but this page.  The constants are worked out from the primes, as the standard says.
(function () {
  'use strict';
  var xiezhi = globalThis.xiezhi = globalThis.xiezhi || {};
  var MASK = (1n << 64n) - 1n;

  function primes(n) {
    var found = [];
    for (var i = 2; found.length < n; i++)
      if (found.every(function (p) { return i % p; })) found.push(i);
    return found;
  }

  // The first 64 bits behind the point of the k-th root of p: the largest x with x^k <= p * 2^(64 k).
  function fraction(p, k) {
    var whole = BigInt(p) << (64n * k), x = 0n;
    for (var bit = 1n << 68n; bit; bit >>= 1n)
      if ((x + bit) ** k <= whole) x += bit;
    return x & MASK;
  }

  var K512 = primes(80).map(function (p) { return fraction(p, 3n); });
  var H512 = primes(8).map(function (p) { return fraction(p, 2n); });
  function high(x) { return Number(x >> 32n); }
  var K256 = K512.slice(0, 64).map(high), H256 = H512.map(high);

  // The message, 0x80, zeroes, its length in bits: whole blocks of n bytes.
  function padded(bytes, n) {
    var tail = n / 8, size = Math.ceil((bytes.length + 1 + tail) / n) * n, out = new Uint8Array(size);
    out.set(bytes);
    out[bytes.length] = 0x80;
    var bits = BigInt(bytes.length) * 8n;
    for (var i = size - 1; bits; i--, bits >>= 8n) out[i] = Number(bits & 255n);
    return out;
  }

  function turn(x, n) { return x >>> n | x << (32 - n); }

  function block256(h, block, w) {
    for (var i = 0; i < 16; i++) w[i] = block.getUint32(4 * i);
    for (; i < 64; i++) {
      var x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ x >>> 3) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ y >>> 10) | 0;
    }
    var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], z = h[7];
    for (i = 0; i < 64; i++) {
      var t = z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K256[i] + w[i] | 0;
      var u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
      z = g; g = f; f = e; e = d + t | 0; d = c; c = b; b = a; a = t + u | 0;
    }
    [a, b, c, d, e, f, g, z].forEach(function (v, k) { h[k] = h[k] + v | 0; });
  }

  function sha256(bytes) {
    var all = padded(bytes, 64), h = new Int32Array(H256), w = new Int32Array(64), out = new Uint8Array(32);
    for (var at = 0; at < all.length; at += 64) block256(h, new DataView(all.buffer, at, 64), w);
    h.forEach(function (v, i) { new DataView(out.buffer).setInt32(4 * i, v); });
    return out;
  }

  function turn64(x, n) { return (x >> n | x << (64n - n)) & MASK; }

  function block512(h, block) {
    var w = [];
    for (var i = 0; i < 16; i++) w[i] = block.getBigUint64(8 * i);
    for (; i < 80; i++) {
      var x = w[i - 15], y = w[i - 2];
      w[i] = w[i - 16] + (turn64(x, 1n) ^ turn64(x, 8n) ^ x >> 7n) + w[i - 7]
        + (turn64(y, 19n) ^ turn64(y, 61n) ^ y >> 6n) & MASK;
    }
    var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], z = h[7];
    for (i = 0; i < 80; i++) {
      var t = z + (turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n)) + (e & f ^ (e ^ MASK) & g) + K512[i] + w[i];
      var u = (turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n)) + (a & b ^ a & c ^ b & c);
      z = g; g = f; f = e; e = d + t & MASK; d = c; c = b; b = a; a = t + u & MASK;
    }
    return [a, b, c, d, e, f, g, z].map(function (v, k) { return h[k] + v & MASK; });
  }

  function sha512(bytes) {
    var all = padded(bytes, 128), h = H512, out = new Uint8Array(64);
    for (var at = 0; at < all.length; at += 128) h = block512(h, new DataView(all.buffer, at, 128));
    h.forEach(function (v, i) { new DataView(out.buffer).setBigUint64(8 * i, v); });
    return out;
  }

  function join(parts) {
    var n = parts.reduce(function (sum, p) { return sum + p.length; }, 0), out = new Uint8Array(n), at = 0;
    parts.forEach(function (p) { out.set(p, at); at += p.length; });
    return out;
  }

  // The key has at most 64 bytes.
  function hmac(key, bytes) {
    var inner = new Uint8Array(64).fill(0x36), outer = new Uint8Array(64).fill(0x5c);
    key.forEach(function (b, i) { inner[i] ^= b; outer[i] ^= b; });
    return sha256(join([outer, sha256(join([inner, bytes]))]));
  }

  xiezhi.hash = { sha256: sha256, sha512: sha512, hmac: hmac, join: join };
})();
