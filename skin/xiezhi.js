// SPDX-License-Identifier: Apache-2.0
// What a page gains with script: fields that appear when they apply, one fieldset more without a reload,
// parts that renew themselves, print. Everything works without it.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('x-has-script');

  // data-when="kind=complain": the field is there only then, and is not sent otherwise.
  function holds(form, when) {
    var not = when.indexOf('!=') > 0;
    var parts = when.split(not ? '!=' : '=');
    var field = form.elements.namedItem(parts[0]);
    var value = field ? field.value : '';
    return not ? value !== '' && value !== parts[1] : value === parts[1];
  }

  function fit(form) {
    form.querySelectorAll('[data-when]').forEach(function (box) {
      var on = holds(form, box.getAttribute('data-when'));
      box.hidden = !on;
      box.querySelectorAll('input, select, textarea').forEach(function (input) { input.disabled = !on; });
    });
  }

  // Another fieldset: the last one copied, emptied and renumbered.
  function add(button) {
    var name = button.value.slice(4);
    var box = button.parentNode;
    var items = box.querySelectorAll('[data-item="' + name + '"]');
    var last = items[items.length - 1];
    var from = items.length, to = from + 1;
    if (!last || to > Number(button.getAttribute('data-add'))) return false;
    var copy = last.cloneNode(true);
    copy.querySelectorAll('*').forEach(function (e) {
      ['id', 'name', 'for', 'aria-describedby'].forEach(function (a) {
        var v = e.getAttribute(a);
        if (v) e.setAttribute(a, v.split(name + '.' + from + '.').join(name + '.' + to + '.'));
      });
      e.removeAttribute('aria-invalid');
      if (e.matches('textarea, input[type=text], input[type=tel], input[type=email]')) e.value = '';
      if (e.matches('input[type=radio], input[type=checkbox]')) e.checked = false;
      if (e.matches('.x-error')) e.remove();
    });
    var legend = copy.querySelector('legend');
    legend.textContent = legend.textContent.replace(String(from), String(to));
    last.after(copy);
    box.querySelector('input[name="_n.' + name + '"]').value = String(to);
    if (to >= Number(button.getAttribute('data-add'))) button.hidden = true;
    copy.querySelector('input, select, textarea').focus();
    return true;
  }

  document.querySelectorAll('form').forEach(function (form) {
    if (form.querySelector('[data-when]')) {
      fit(form);
      form.addEventListener('change', function () { fit(form); });
    }
  });

  // data-choose="/appeal/7/dispatch?choose=to": what is typed is looked up and offered in a list below the line
  // (the combobox of the ARIA practices: arrows, Enter, Escape); without script the server asks back.
  function offer(input) {
    var label = document.querySelector('label[for="' + input.id + '"]');
    var list = document.createElement('ul');
    var said = document.createElement('p');
    var at = -1, asked = 0, timer;
    list.id = input.id + '-list';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', label ? label.textContent : input.name);
    said.className = 'x-hint';
    said.setAttribute('role', 'status');
    [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'],
      ['aria-controls', list.id]].forEach(function (a) { input.setAttribute(a[0], a[1]); });
    input.after(list, said);
    list.className = 'x-offers';

    function shut() {
      list.hidden = true;
      at = -1;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    }

    function mark(to) {
      var options = list.children;
      if (at >= 0) options[at].setAttribute('aria-selected', 'false');
      at = (to + options.length) % options.length;
      options[at].setAttribute('aria-selected', 'true');
      options[at].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', options[at].id);
    }

    function take(option) {
      input.value = option.textContent;
      said.textContent = '';
      shut();
    }

    function show(found) {
      shut();
      list.textContent = '';
      found.rows.forEach(function (row, i) {
        var option = document.createElement('li');
        option.id = list.id + '-' + i;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.textContent = row.name;
        list.append(option);
      });
      said.textContent = found.rows.length ? '' : input.getAttribute('data-none');
      list.hidden = !found.rows.length;
      list.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-expanded', String(!list.hidden));
    }

    function ask() {
      var mine = ++asked, words = input.value.trim();
      if (!words) { said.textContent = ''; shut(); return; }
      fetch(input.getAttribute('data-choose') + '&like=' + encodeURIComponent(words),
        { headers: { Accept: 'application/json' } }).then(function (r) {
        return r.ok ? r.json() : { rows: [] };
      }).then(function (found) {
        if (mine === asked && document.activeElement === input) show(found);
      }).catch(function () {});
    }

    input.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    input.addEventListener('keydown', function (e) {
      if (e.isComposing) return;
      if (e.key === 'ArrowDown' && list.hidden) ask();
      else if (e.key === 'ArrowDown') mark(at + 1);
      else if (e.key === 'ArrowUp' && !list.hidden) mark(at < 0 ? -1 : at - 1);
      else if (e.key === 'Enter' && !list.hidden && at >= 0) take(list.children[at]);
      else if (e.key === 'Escape' && !list.hidden) shut();
      else return;
      e.preventDefault();
    });
    list.addEventListener('mousedown', function (e) {
      var option = e.target.closest('[role=option]');
      e.preventDefault();
      if (option) take(option);
    });
    input.addEventListener('blur', shut);
  }
  document.querySelectorAll('[data-choose]').forEach(offer);

  // data-draft="appeal.answer": what is typed into a long form is kept on the server for whoever is signed in.
  // data-draft="": a visitor's stays in this window alone (sessionStorage, 15 minutes), since browsers in halls are shared.
  var KEPT_MS = 15 * 60000;

  function own(form) { // but for the door's own fields, files and passwords
    var kept = [];
    new FormData(form).forEach(function (value, name) {
      var of = form.elements.namedItem(name);
      if (typeof value !== 'string' || (of && of.type === 'password')) return;
      if (name.charAt(0) !== '_' || name.slice(0, 3) === '_n.') kept.push([name, value]);
    });
    return kept;
  }

  function hidden(form, name) {
    var input = form.querySelector('input[name="' + name + '"]') || document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    form.append(input);
    return input;
  }

  function line(form) {
    var said = document.createElement('p');
    said.className = 'x-hint x-draft';
    said.setAttribute('role', 'status');
    form.querySelector('.x-buttons').before(said);
    return said;
  }

  // Each saving waits for the one before it: otherwise a slow one could win over a newer one.
  function keepThere(form, done, leaving) {
    var body = new URLSearchParams(own(form));
    ['_csrf', '_draft'].forEach(function (name) {
      var input = form.querySelector('input[name="' + name + '"]');
      if (input) body.append(name, input.value);
    });
    body.append('_op', form.getAttribute('data-draft'));
    body.append('_id', form.getAttribute('data-id'));
    fetch('/draft', { method: 'POST', body: body, keepalive: leaving, headers: { Accept: 'application/json' } }).then(function (r) {
      return r.ok ? r.json() : null;
    }).then(function (kept) {
      if (kept) hidden(form, '_draft').value = String(kept.at);
      done(kept ? kept.said : '');
    }).catch(function () { done(''); });
  }

  function keepHere(form, done) {
    try {
      sessionStorage.setItem('draft ' + form.id, JSON.stringify({ at: Date.now(), typed: own(form) }));
      done(form.getAttribute('data-kept'));
    } catch (e) { done(''); }
  }

  function forget(form) {
    try { sessionStorage.removeItem('draft ' + form.id); } catch (e) { /* there is none */ }
  }

  function watch(form) {
    var there = form.getAttribute('data-draft') !== '', said = line(form);
    var timer, busy = false, again = false, sent = false;
    function keep(leaving) {
      if (sent) return;
      if (busy) { again = true; return; }
      busy = true;
      (there ? keepThere : keepHere)(form, function (words) {
        if (said.textContent !== words) said.textContent = words;
        busy = false;
        if (again) { again = false; keep(false); }
      }, leaving);
    }
    form.addEventListener('input', function () {
      clearTimeout(timer);
      timer = setTimeout(function () { timer = 0; keep(false); }, there ? 1500 : 300);
    });
    window.addEventListener('pagehide', function () {
      if (!timer) return;
      clearTimeout(timer);
      keep(true);
    });
    form.addEventListener('submit', function () {
      sent = true;
      clearTimeout(timer);
      if (!there) forget(form);
    });
  }

  function fill(form, typed) {
    typed.forEach(function (pair) {
      var n = pair[0].slice(0, 3) === '_n.' ? Number(pair[1]) : 0;
      var more = form.querySelector('button[value="add.' + pair[0].slice(3) + '"]');
      while (n && more && form.querySelectorAll('[data-item="' + pair[0].slice(3) + '"]').length < n && add(more));
    });
    typed.forEach(function (pair) {
      form.querySelectorAll('[name="' + pair[0] + '"]').forEach(function (e) {
        if (e.type === 'radio' || e.type === 'checkbox') e.checked = e.checked || e.value === pair[1];
        else if (e.type !== 'hidden') e.value = pair[1];
      });
    });
    fit(form);
  }

  // What this window has kept is offered once more, on the page where nothing was sent.
  function offerHere(form) {
    var kept = null;
    try { kept = JSON.parse(sessionStorage.getItem('draft ' + form.id)); } catch (e) { forget(form); }
    if (!kept || !(Date.now() - kept.at < KEPT_MS)) { forget(form); return; }
    var box = document.createElement('div'), words = document.createElement('p');
    box.className = 'x-notice';
    box.setAttribute('role', 'status');
    words.textContent = form.getAttribute('data-began');
    box.append(words);
    [['data-go-on', function () { fill(form, kept.typed); }], ['data-discard', forget]].forEach(function (way) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'x-quiet';
      button.textContent = form.getAttribute(way[0]);
      button.addEventListener('click', function () { way[1](form); box.remove(); });
      box.append(button);
    });
    form.before(box);
  }

  document.querySelectorAll('form[data-draft]').forEach(function (form) {
    if (form.getAttribute('data-draft') === '' && !document.getElementById('errors')) offerHere(form);
    watch(form);
  });

  document.addEventListener('click', function (e) {
    var button = e.target.closest('button');
    if (!button) return;
    if (button.hasAttribute('data-print')) window.print();
    if (button.hasAttribute('data-add') && add(button)) e.preventDefault();
  });

  var errors = document.getElementById('errors');
  if (errors) errors.focus();

  // "/" leads to the box in the head, or on the page of a search to its own.
  document.addEventListener('keydown', function (e) {
    var box = document.getElementById('x-find') || document.getElementById('f-q');
    var typing = e.target.closest('input, textarea, select, [contenteditable]');
    if (e.key !== '/' || e.ctrlKey || e.metaKey || e.altKey || typing || !box) return;
    e.preventDefault();
    box.focus();
    box.select();
  });

  // j and k go down and up the rows of a list, by the first link of each; Enter follows it.
  document.addEventListener('keydown', function (e) {
    var typing = e.target.closest('input, textarea, select, [contenteditable]');
    if ((e.key !== 'j' && e.key !== 'k') || e.ctrlKey || e.metaKey || e.altKey || typing) return;
    var links = Array.from(document.querySelectorAll('main tbody tr')).map(function (row) {
      return row.querySelector('a');
    }).filter(Boolean);
    var row = document.activeElement.closest('tr'), at = row ? links.indexOf(row.querySelector('a')) : -1;
    var to = links[e.key === 'j' ? at + 1 : Math.max(at, 1) - 1];
    if (to) to.focus();
  });

  // Parts that renew themselves: the server says that something happened, the page is fetched again.
  var parts = document.querySelectorAll('[data-live]');
  var at = document.getElementById('main').getAttribute('data-live-at');
  var busy = false, again = false;

  function renew() {
    if (busy) { again = true; return; }
    busy = true;
    fetch(at, { headers: { Accept: 'text/html' } }).then(function (r) {
      return r.ok ? r.text() : '';
    }).then(function (html) {
      if (!html) return;
      var page = new DOMParser().parseFromString(html, 'text/html');
      document.querySelectorAll('[data-live]').forEach(function (old) {
        var now = page.querySelector('[data-live="' + old.getAttribute('data-live') + '"]');
        if (now && now.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceWith(now);
      });
    }).catch(function () {}).then(function () {
      busy = false;
      if (again) { again = false; renew(); }
    });
  }

  if (at && parts.length && window.EventSource) {
    var source = new EventSource(at + (at.indexOf('?') < 0 ? '?live' : '&live'));
    source.addEventListener('fact', renew);
  }
})();
