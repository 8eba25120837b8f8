// SPDX-License-Identifier: Apache-2.0
// A policy and a receipt (docs/LEDGER.md): what xiezhi-verify judges, judged again in the reader's browser.
// Knows no page.  judge(bytes, policy) gives what the receipt says, or throws a Refuted with
// the name of the reason, whose words stand in the page (src/web/verify.c).
(function () {
  'use strict';
  var xiezhi = globalThis.xiezhi = globalThis.xiezhi || {}, hash = xiezhi.hash;
  var RECEIPT_BYTES = 8 << 20, NOTE_BYTES = 1 << 20, LINES = 100, KEYS = 64, PROOF = 64, FIELDS = 1000;
  var ERASURES = 100, ACTS = 100000, DEPTH = 64, SIZE_MAX = (1n << 63n) - 1n;

  function Refuted(why) {
    this.why = why;
  }

  function demand(good, why) {
    if (!good) throw new Refuted(why);
  }

  function utf8(text) { return new TextEncoder().encode(text); }

  // Strict UTF-8 or null; a byte order mark is a character like others.
  function text(bytes) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (e) {
      return null;
    }
  }

  function same(a, b) {
    return a.length === b.length && a.every(function (x, i) { return x === b[i]; });
  }

  // The one base64 of these bytes, as bytes; null for any other text.
  function base64(t) {
    var raw;
    try {
      raw = atob(t);
    } catch (e) {
      return null;
    }
    if (btoa(raw) !== t) return null;
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }

  function hex(t, n) {
    if (typeof t !== 'string' || t.length !== 2 * n || !/^[0-9a-f]*$/.test(t)) return null;
    return Uint8Array.from({ length: n }, function (_, i) { return parseInt(t.substr(2 * i, 2), 16); });
  }

  function hexOf(bytes) {
    return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join('');
  }

  // Decimal below 2^63 without sign or leading zero; null.
  function size(t) {
    var n = /^(0|[1-9][0-9]{0,18})$/.test(t) ? BigInt(t) : null;
    return n === null || n > SIZE_MAX ? null : n;
  }

  // ---- canonical JSON (RFC 8785, integers only, keys of printable ASCII) ----

  function canon(v, depth) {
    if (depth > DEPTH) throw new Error('nested too deeply');
    if (typeof v === 'string' && /[\0\ud800-\udfff]/u.test(v)) throw new Error('NUL or a lone surrogate');
    if (typeof v === 'number' && !Number.isSafeInteger(v)) throw new Error('no integer');
    if (v === null || typeof v !== 'object') return JSON.stringify(v);
    if (Array.isArray(v)) return '[' + v.map(function (e) { return canon(e, depth + 1); }).join(',') + ']';
    return '{' + Object.keys(v).sort().map(function (k) {
      if (!/^[ -~]*$/.test(k) || /[\\"]/.test(k)) throw new Error('a key that is not printable ASCII');
      return JSON.stringify(k) + ':' + canon(v[k], depth + 1);
    }).join(',') + '}';
  }

  // The value of a text that is the canonical form of itself; undefined for every other.
  function parse(t) {
    try {
      var v = JSON.parse(t);
      return canon(v, 0) === t ? v : undefined;
    } catch (e) {
      return undefined;
    }
  }

  function isStrings(v, max) {
    return Array.isArray(v) && v.length <= max && v.every(function (s) { return typeof s === 'string'; });
  }

  // ---- policies ----

  // NAME+ID+BASE64, the id being SHA-256(name, newline, type, key)[:4]; null.
  function readKey(t, type) {
    var parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(t), material = parts && base64(parts[3]);
    if (!material || material.length !== 33 || material[0] !== type || utf8(parts[1]).length > 255) return null;
    var id = hash.sha256(hash.join([utf8(parts[1] + '\n'), material])).subarray(0, 4);
    if (hexOf(id) !== parts[2]) return null;
    return { name: parts[1], id: id, type: type, key: material.subarray(1) };
  }

  function policyLine(p, line) {
    var space = line.indexOf(' '), word = line.slice(0, space), rest = line.slice(space + 1);
    var type = word === 'log' ? 1 : word === 'witness' ? 4 : 0, n = word === 'quorum' ? size(rest) : null;
    demand(type || (n !== null && n <= BigInt(KEYS)), 'policy_line');
    if (!type) {
      p.quorum = Number(n);
      return;
    }
    var key = readKey(rest, type);
    demand(key && p.keys.length < KEYS, 'policy_key');
    demand(!p.keys.some(function (k) { return k.name === key.name && same(k.id, key.id); }), 'policy_key');
    p.keys.push(key);
  }

  function readPolicy(t) {
    var p = { keys: [], quorum: 1 };
    t.split('\n').forEach(function (line) { if (line && line[0] !== '#') policyLine(p, line); });
    p.witnesses = p.keys.filter(function (k) { return k.type === 4; }).length;
    demand(p.keys.length > p.witnesses, 'policy_log');
    demand(!p.witnesses || p.quorum <= p.witnesses, 'policy_quorum');
    return p;
  }

  // ---- the checkpoint ----

  // A witness signs a time and the text: 8 bytes of seconds stand before the signature.
  function isCosigned(key, body, timed) {
    var time = new DataView(timed.buffer, timed.byteOffset, 8).getBigUint64(0);
    return time <= SIZE_MAX && xiezhi.ed25519.verify(key, utf8('cosignature/v1\ntime ' + time + '\n' + body),
      timed.subarray(8));
  }

  // Lines of keys that the policy does not name are passed over.
  function readSignature(c, policy, line) {
    var parts = /^\u2014 ([^ ]+) (.*)$/s.exec(line), bytes = parts && base64(parts[2]);
    demand(bytes && bytes.length >= 5, 'note');
    policy.keys.forEach(function (k) {
      if (k.name !== parts[1] || !same(k.id, bytes.subarray(0, 4))) return;
      var rest = bytes.subarray(4), isLog = k.type === 1;
      var good = isLog ? rest.length === 64 && xiezhi.ed25519.verify(k.key, utf8(c.body), rest)
        : rest.length === 72 && isCosigned(k.key, c.body, rest);
      demand(good, 'signature');
      c.by.add(k);
    });
  }

  function readNote(note, policy) {
    var blank = note.lastIndexOf('\n\n');
    demand(blank > 0 && utf8(note).length <= NOTE_BYTES && note.endsWith('\n'), 'note');
    var c = { body: note.slice(0, blank + 1), by: new Set() };
    var lines = note.slice(blank + 2, -1).split('\n'), head = c.body.slice(0, -1).split('\n');
    demand(head.length >= 3 && head.every(function (l) { return l; }), 'note');
    c.origin = head[0];
    c.size = size(head[1]);
    c.root = base64(head[2]);
    demand(c.size !== null && c.root && c.root.length === 32, 'note');
    demand(blank + 2 < note.length && lines.length <= LINES, 'note');
    lines.forEach(function (line) { readSignature(c, policy, line); });
    var signers = Array.from(c.by);
    demand(signers.some(function (k) { return k.type === 1 && k.name === c.origin; }), 'no_log_key');
    c.witnesses = signers.filter(function (k) { return k.type === 4; }).map(function (k) { return k.name; });
    return c;
  }

  // ---- the file ----

  // The lines of c2sp.org/tlog-proof.
  function readLines(bytes) {
    var t = bytes.length <= RECEIPT_BYTES ? text(bytes) : null;
    demand(t !== null && t.startsWith('c2sp.org/tlog-proof@v1\n'), 'not_receipt');
    var blank = t.indexOf('\n\n'), lines = t.slice(0, blank < 0 ? 0 : blank).split('\n');
    demand(blank > 0, 'form');
    var extra = lines[1] && lines[1].startsWith('extra ') ? base64(lines[1].slice(6)) : null;
    demand(extra, 'form');
    var index = lines[2] && lines[2].startsWith('index ') ? size(lines[2].slice(6)) : null;
    demand(index !== null, 'form');
    var proof = lines.slice(3).map(base64);
    demand(proof.length <= PROOF && proof.every(function (h) { return h && h.length === 32; }), 'form');
    return { extra: text(extra), index: index, proof: proof, note: t.slice(blank + 2) };
  }

  var MEMBERS = ['commitments', 'erased', 'erasures', 'fields', 'kind', 'leaf', 'matter_key', 'openings'];

  function isOpening(o) {
    return o && Object.keys(o).join() === 'field,salt,value' && typeof o.field === 'string' && hex(o.salt, 16);
  }

  function readExtra(r) {
    var x = r.extra === null ? undefined : parse(r.extra);
    demand(x && typeof x === 'object' && !Array.isArray(x), 'extra');
    demand(Object.keys(x).every(function (k) { return MEMBERS.includes(k); }), 'extra');
    x = Object.assign({ commitments: [], erased: [], erasures: [], fields: [], openings: [] }, x);
    demand(typeof x.kind === 'string' && typeof x.leaf === 'string', 'extra');
    demand(isStrings(x.commitments, FIELDS) && isStrings(x.fields, FIELDS) && isStrings(x.erased, FIELDS)
      && isStrings(x.erasures, ERASURES) && x.commitments.length === x.fields.length, 'extra');
    demand(Array.isArray(x.openings) && x.openings.length <= FIELDS && x.openings.every(isOpening), 'extra');
    r.commitments = x.commitments.map(function (c) { return hex(c, 32); });
    demand(r.commitments.every(Boolean), 'extra');
    demand(x.matter_key === undefined || hex(x.matter_key, 32), 'extra');
    r.x = x;
  }

  // ---- the entry ----

  function readLeaf(leaf) {
    var e = parse(leaf);
    var good = e && typeof e === 'object' && !Array.isArray(e) && e.v === 1 && Array.isArray(e.tags)
      && e.tags.every(function (t, i) { return hex(t, 16) && (!i || e.tags[i - 1] < t); })
      && (e.hidden === null || hex(e.hidden, 32)) && Object.keys(e).every(function (k) { return /^[a-z_]+$/.test(k); });
    demand(good, 'entry');
    return e;
  }

  // C = SHA-256("xiezhi/c1", 0, kind, 0, field, 0, 16 bytes, value): does it fit the commitment?
  function openField(r, o) {
    var f = r.fields.find(function (g) { return g.name === o.field; });
    demand(f && f.state === 'closed', 'fields');
    var head = utf8('xiezhi/c1\0' + r.x.kind + '\0' + o.field + '\0');
    var c = hash.sha256(hash.join([head, hex(o.salt, 16), utf8(canon(o.value, 0))]));
    demand(same(c, r.commitments[r.fields.indexOf(f)]), 'opening_value');
    f.state = 'opened';
    f.value = o.value;
  }

  function openFields(r) {
    var x = r.x;
    demand(new Set(x.fields).size === x.fields.length, 'fields');
    r.fields = x.fields.map(function (name) { return { name: name, state: 'closed' }; });
    x.erased.forEach(function (name) {
      var f = r.fields.find(function (g) { return g.name === name; });
      demand(f && f.state === 'closed', 'fields');
      f.state = 'erased';
    });
    x.openings.forEach(function (o) { openField(r, o); });
  }

  // The number whose tag under this key stands in the entry; 0 if none does.
  function actOf(key, tags) {
    var number = new Uint8Array(8), view = new DataView(number.buffer);
    for (var n = 1; tags.length && n <= ACTS; n++) {
      view.setUint32(4, n);
      if (tags.includes(hexOf(hash.hmac(key, number).subarray(0, 16)))) return n;
    }
    return 0;
  }

  function opened(r, name) {
    var f = r.fields.find(function (g) { return g.name === name && g.state === 'opened'; });
    return f ? f.value : undefined;
  }

  function checkLeaf(r) {
    var x = r.x, e = readLeaf(x.leaf);
    demand((e.hidden === null) === !x.fields.length, 'commitments');
    demand(e.hidden === null || hexOf(hash.sha256(hash.join(r.commitments))) === e.hidden, 'commitments');
    openFields(r);
    [e.fact, opened(r, 'fact')].forEach(function (said) {
      demand(said === undefined || said === x.kind, 'other_kind');
    });
    r.kindProved = e.fact !== undefined || x.openings.length > 0;
    r.act = x.matter_key === undefined ? 0 : actOf(hex(x.matter_key, 32), e.tags);
    demand(x.matter_key === undefined || r.act, 'matter_key');
    r.entered = e.entered !== undefined ? e.entered : opened(r, 'entered');
  }

  // RFC 9162, section 2.1.3.2.
  function leadsToRoot(r, c) {
    var at = r.index, last = c.size - 1n, h = hash.sha256(hash.join([[0], utf8(r.x.leaf)]));
    if (at > last) return false;
    for (var i = 0; i < r.proof.length; i++) {
      if (last === 0n) return false;
      var isRight = (at & 1n) === 1n || at === last;
      h = hash.sha256(hash.join(isRight ? [[1], r.proof[i], h] : [[1], h, r.proof[i]]));
      for (; isRight && at && !(at & 1n); at >>= 1n) last >>= 1n;
      at >>= 1n;
      last >>= 1n;
    }
    return last === 0n && same(h, c.root);
  }

  function judgeOne(bytes, policy) {
    var r = readLines(bytes);
    readExtra(r);
    var c = readNote(r.note, policy);
    checkLeaf(r);
    demand(leadsToRoot(r, c), 'no_root');
    return Object.assign(r, { origin: c.origin, size: c.size, witnesses: c.witnesses, kind: r.x.kind });
  }

  // A receipt within the receipt: whole by itself, of the same ledger, later, and about just this entry.
  function checkErasure(r, policy, inner) {
    var by;
    try {
      by = judgeOne(utf8(inner), policy);
    } catch (e) {
      if (!(e instanceof Refuted)) throw e;
    }
    demand(by && !by.x.erasures.length, 'erasure');
    var place = opened(by, 'place'), columns = opened(by, 'column');
    demand(by.kind === 'erase.erased' && by.kindProved && place !== undefined && isStrings(columns, FIELDS),
      'erasure');
    demand(by.origin === r.origin && String(place) === String(r.index) && by.index > r.index, 'erasure');
    columns.forEach(function (name) {
      var f = r.fields.find(function (g) { return g.name === name && g.state === 'erased'; });
      demand(f, 'erasure');
      f.by = by.index;
    });
  }

  function judge(bytes, policy) {
    var r = judgeOne(bytes, policy);
    r.x.erasures.forEach(function (inner) { checkErasure(r, policy, inner); });
    r.verdict = r.witnesses.length && r.witnesses.length >= policy.quorum ? 'witnessed' : 'signed';
    return r;
  }

  xiezhi.receipt = { judge: judge, readPolicy: readPolicy, Refuted: Refuted, canon: function (v) { return canon(v, 0); } };
})();
