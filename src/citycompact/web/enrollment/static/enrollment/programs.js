// A program that was found goes to the end of the list; without this file its name is typed there.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-add-program]"), list = document.querySelector("textarea[name=choices]");
    if (!button || !list) { return; }
    var line = button.dataset.addProgram, there = list.value.split("\n").filter(function (one) { return one.trim(); });
    if (there.indexOf(line) < 0) { there.push(line); }
    list.value = there.join("\n") + "\n";
  });
  // Enter in the search would send the whole application.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.id === "find") { event.preventDefault(); }
  });
}());
