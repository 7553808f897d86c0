// Dragging a list into order, and keeping the keyboard where it was; everything works without this file too.
(function () {
  "use strict";
  function makeSortable() {
    document.querySelectorAll("[data-sortable]").forEach(function (list) {
      if (list.dataset.ready || !window.Sortable) { return; }
      list.dataset.ready = "yes";
      document.documentElement.classList.add("has-drag");
      window.Sortable.create(list, {
        handle: ".cc-drag", animation: 120, forceFallback: true, ghostClass: "is-dragged",
        onEnd: function () {
          var form = document.getElementById(list.dataset.sortable);
          window.htmx.trigger(form, "dropped");
        }
      });
    });
  }
  document.addEventListener("DOMContentLoaded", makeSortable);
  document.addEventListener("htmx:afterSwap", makeSortable);
  // After a button has moved a choice, the same button (or its neighbour) keeps the focus.
  var last = null;
  document.addEventListener("htmx:beforeRequest", function () { last = document.activeElement && document.activeElement.id; });
  document.addEventListener("htmx:afterSettle", function () {
    // Whoever has gone elsewhere meanwhile stays there, also while a page asks again by itself.
    if (!last || document.activeElement !== document.body) { return; }
    var id = last, target = document.getElementById(id);
    if (!target && id.indexOf("up-") === 0) { target = document.getElementById(id.replace("up-", "down-")); }
    if (!target && id.indexOf("down-") === 0) { target = document.getElementById(id.replace("down-", "up-")); }
    if (target) { target.focus(); }
  });
  // What did not arrive is said in words, and heard, until something arrives again.
  function sayNotSaved(event) {
    var place = document.getElementById("not-saved"), saved = document.getElementById("saved");
    var failed = event.type !== "htmx:afterOnLoad";
    if (saved && failed) { saved.textContent = ""; }
    place.textContent = failed ? place.dataset.words : "";
    place.classList.toggle("is-said", failed);
  }
  document.addEventListener("htmx:sendError", sayNotSaved);
  document.addEventListener("htmx:responseError", sayNotSaved);
  document.addEventListener("htmx:afterOnLoad", function (event) {
    if (event.detail.successful) { sayNotSaved(event); }
  });
  // A file that is read for more than a moment: that it is worked on is said, until the answer comes.
  document.addEventListener("submit", function (event) {
    var form = event.target, place = document.getElementById("working");
    if (form.enctype !== "multipart/form-data" && !form.hasAttribute("data-works")) { return; }
    window.setTimeout(function () {
      place.textContent = place.dataset.words;
      place.classList.add("is-said");
    }, 800);
  });
  window.addEventListener("pageshow", function () {
    var place = document.getElementById("working");
    place.textContent = "";
    place.classList.remove("is-said");
  });
  // While the connection is away, what was typed stays in the page and is saved when it is back.
  window.addEventListener("online", function () {
    document.querySelectorAll("form[data-autosave]").forEach(function (form) { window.htmx.trigger(form, "change"); });
  });
}());
