// SPDX-License-Identifier: Apache-2.0
// The page /verify: takes a receipt that was chosen, dropped or pasted, and shows what skin/receipt.js says of
// it.  Nothing is sent: only this office's policy is fetched, where the reader gives none.  Whoever can alter
// this page could deceive its reader, and the result says so.
(function () {
  'use strict';
  var here = document.querySelector('.x-here'), box = document.getElementById('verify-result');
  var file = document.getElementById('f-receipt'), area = document.getElementById('f-text');
  var policy = document.getElementById('f-policy'), drop = document.getElementById('verify-drop');
  var xiezhi = window.xiezhi;
  if (!here) return;
  if (!xiezhi || !xiezhi.receipt) { // a browser too old for the arithmetic: the office's check is left
    here.remove();
    return;
  }

  function word(name) {
    var found = document.querySelector('#verify-words [data-word="' + CSS.escape(name) + '"]');
    return found ? found.textContent : '';
  }

  // What somebody wrote is marked as Chinese on an English page, so that it is read out as Chinese.
  function put(to, tag, text, className) {
    var e = document.createElement(tag);
    e.textContent = text;
    if (className) e.className = className;
    if (/[\u2e80-\u9fff]/.test(text) && document.documentElement.lang === 'en') e.lang = 'zh-CN';
    to.appendChild(e);
    return e;
  }

  function row(list, name, text, className) {
    put(list, 'dt', word(name));
    put(list, 'dd', text, className);
  }

  function value(f) {
    if (f.state === 'closed') return word('closed');
    if (f.state === 'erased') return f.by === undefined ? word('erased_office') : word('erased_entry') + ' ' + f.by;
    return typeof f.value === 'string' ? f.value : xiezhi.receipt.canon(f.value);
  }

  function showFields(r) {
    var list;
    if (!r.fields.length) return;
    put(box, 'h3', word('fields'));
    list = put(box, 'dl', '', 'x-facts');
    r.fields.forEach(function (f) {
      put(list, 'dt', f.name, 'x-code');
      put(list, 'dd', value(f), 'x-words').setAttribute('data-user', '');
    });
  }

  function showHeld(r, p) {
    put(box, 'p', word(r.verdict), 'x-state').setAttribute('data-verdict', r.verdict);
    var list = put(box, 'dl', '', 'x-facts');
    row(list, 'origin', r.origin, 'x-code');
    row(list, 'index', String(r.index), 'x-code');
    row(list, 'size', String(r.size), 'x-code');
    row(list, 'kind', word(r.kind) + ' ' + (r.kindProved ? '' : word('kind_said')));
    put(list.lastChild, 'span', r.kind, 'x-code');
    if (p.witnesses)
      row(list, 'witnesses', r.witnesses.length + ' / ' + p.witnesses + ' ' + r.witnesses.join(', '), 'x-code');
    if (Number.isSafeInteger(r.entered)) row(list, 'entered', new Date(r.entered).toLocaleString(document.documentElement.lang));
    if (r.act) row(list, 'act', String(r.act));
    showFields(r);
  }

  function begin(byReader) {
    box.textContent = '';
    put(box, 'h2', word('here_says'));
    put(box, 'p', word(byReader ? 'by_policy' : 'by_page'));
    box.hidden = false;
  }

  function showRefuted(why) {
    put(box, 'p', word('refuted'), 'x-state x-wrong').setAttribute('data-verdict', 'refuted');
    put(box, 'p', word('why.' + why)).setAttribute('data-why', why);
  }

  function show(bytes, text, byReader) {
    begin(byReader);
    try {
      var p = xiezhi.receipt.readPolicy(text);
      showHeld(xiezhi.receipt.judge(bytes, p), p);
    } catch (e) {
      if (!(e instanceof xiezhi.receipt.Refuted)) throw e;
      showRefuted(e.why);
    }
  }

  function say(name) {
    box.textContent = '';
    put(box, 'p', word(name));
    box.hidden = false;
  }

  function readPolicy() {
    if (policy.files.length) return policy.files[0].text();
    return fetch('/policy').then(function (r) {
      if (!r.ok) throw new Error('no policy');
      return r.text();
    });
  }

  function readReceipt() {
    if (file.files.length) return file.files[0].arrayBuffer().then(function (b) { return new Uint8Array(b); });
    return Promise.resolve(new TextEncoder().encode(area.value));
  }

  function run() {
    var byReader = policy.files.length > 0;
    if (!file.files.length && !area.value) {
      say('nothing');
      box.focus();
      return;
    }
    Promise.all([readReceipt(), readPolicy()]).then(function (both) {
      show(both[0], both[1], byReader);
    }, function () { say('no_policy'); }).then(function () { box.focus(); });
  }

  document.getElementById('verify-here').addEventListener('click', run);
  drop.addEventListener('dragover', function (e) { e.preventDefault(); });
  drop.addEventListener('drop', function (e) {
    e.preventDefault();
    if (e.dataTransfer.files.length) {
      file.files = e.dataTransfer.files;
      run();
    }
  });
})();
