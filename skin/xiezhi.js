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

  document.addEventListener('click', function (e) {
    var button = e.target.closest('button');
    if (!button) return;
    if (button.hasAttribute('data-print')) window.print();
    if (button.hasAttribute('data-add') && add(button)) e.preventDefault();
  });

  var errors = document.getElementById('errors');
  if (errors) errors.focus();

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
