// Warns before a session ends because nothing was done, and lets the server keep what was typed; nothing of it
// stays in the browser. Without this file the server ends the session all the same, and keeps what a form sends.
(function () {
  "use strict";
  var box, timer, changed = null;
  function token() { return document.querySelector("input[name=csrfmiddlewaretoken]").value; }
  function formOf(event) {
    var form = event.target.form;
    if (form && form.method === "post" && form.closest("main")) { changed = form; }
  }
  // The last form in which something was changed: its page, its address and its fields.
  function typed() {
    var said = [];
    if (!changed || !changed.isConnected) { return ""; }
    Array.prototype.forEach.call(changed.elements, function (field) {
      var chosen = (field.type !== "checkbox" && field.type !== "radio") || field.checked;
      if (!field.name || !chosen || /^(hidden|password|file|submit|button)$/.test(field.type)) { return; }
      var options = field.selectedOptions ? Array.prototype.slice.call(field.selectedOptions) : [field];
      options.forEach(function (one) { said.push([field.name, one.value]); });
    });
    var address = new URL(changed.action, window.location.href).pathname;
    return said.length ? JSON.stringify([window.location.pathname, address, said]) : "";
  }
  function send(stay) {
    var body = new URLSearchParams({ typed: stay ? "" : typed(), stay: stay ? "1" : "" });
    var headers = { "X-CSRFToken": token() };
    return window.fetch(box.dataset.address, { method: "POST", body: body, headers: headers });
  }
  function later(seconds) {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(seconds, 0.5) * 1000);
  }
  function judge(seconds) {
    var warning = Number(box.dataset.warning);
    if (seconds <= 0) { leave(); return; }
    if (seconds > warning) {
      if (box.open) { box.close(); }
      later(seconds - warning);
      return;
    }
    if (!box.open) { box.showModal(); send(false).catch(function () {}); }
    later(Math.min(seconds + 0.5, 10));
  }
  // Another tab may have gone on meanwhile, so the server is asked; asking is not doing something.
  function look() {
    window.fetch(box.dataset.address).then(function (answer) { return answer.json(); })
      .then(function (said) { judge(said.seconds); }).catch(function () { later(10); });
  }
  function leave() {
    window.clearTimeout(timer);
    function go() { window.location.replace(box.dataset.signIn); }
    send(false).then(go, go);
  }
  function stay() {
    box.close();
    send(true).then(function (answer) { return answer.json(); })
      .then(function (said) { judge(said.seconds); }).catch(function () { later(1); });
  }
  // What the server kept for this page goes back into the form that it was typed into.
  function putBack() {
    var place = document.getElementById("cc-typed"), kept = place && JSON.parse(place.textContent);
    if (!kept) { return; }
    place.remove();
    function named(form, name) { return Array.prototype.filter.call(form.elements, function (f) { return f.name === name; }); }
    var form = Array.prototype.find.call(document.querySelectorAll("main form"), function (one) {
      var own = new URL(one.action, window.location.href).pathname;
      return (own === kept.action || one.getAttribute("hx-post") === kept.action) &&
        kept.said.some(function (pair) { return named(one, pair[0]).length; });
    });
    if (!form) { return; }
    Array.prototype.forEach.call(form.elements, function (field) {
      var mine = kept.said.filter(function (pair) { return pair[0] === field.name; }).map(function (pair) { return pair[1]; });
      if (/^(hidden|password|file|submit|button|fieldset)$/.test(field.type)) { return; }
      if (field.type === "checkbox" || field.type === "radio") { field.checked = mine.indexOf(field.value) >= 0; }
      else if (field.type === "select-multiple") {
        Array.prototype.forEach.call(field.options, function (one) { one.selected = mine.indexOf(one.value) >= 0; });
      } else if (mine.length) { field.value = mine[0]; }
    });
    changed = form;
    if (form.hasAttribute("data-autosave")) { window.htmx.trigger(form, "change"); }
  }
  document.addEventListener("DOMContentLoaded", function () {
    putBack();
    box = document.getElementById("cc-idle");
    if (!box) { return; }
    document.addEventListener("input", formOf);
    document.addEventListener("change", formOf);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { look(); } });
    box.querySelector("[data-stay]").addEventListener("click", stay);
    box.addEventListener("cancel", function (event) { event.preventDefault(); stay(); });
    look();
  });
}());
