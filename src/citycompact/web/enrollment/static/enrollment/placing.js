// A click on the city's map writes its place into the two fields beside it; the fields move the mark.
(function () {
  "use strict";
  document.querySelectorAll("[data-place]").forEach(function (group) {
    var map = group.querySelector("svg"), fields = group.querySelectorAll("input");
    if (!map) { return; }
    var mark = map.querySelector(".cc-map__chosen"), box = map.viewBox.baseVal;
    var edge = function (name) { return parseFloat(map.dataset[name]); };
    function show() {
      var latitude = parseFloat(fields[0].value), longitude = parseFloat(fields[1].value);
      var known = isFinite(latitude) && isFinite(longitude);
      mark.toggleAttribute("hidden", !known);
      if (!known) { return; }
      mark.setAttribute("cx", box.width * (longitude - edge("west")) / (edge("east") - edge("west")));
      mark.setAttribute("cy", box.height * (edge("north") - latitude) / (edge("north") - edge("south")));
    }
    map.addEventListener("click", function (event) {
      var at = map.getBoundingClientRect();
      var x = (event.clientX - at.left) / at.width, y = (event.clientY - at.top) / at.height;
      fields[0].value = (edge("north") - y * (edge("north") - edge("south"))).toFixed(5);
      fields[1].value = (edge("west") + x * (edge("east") - edge("west"))).toFixed(5);
      show();
    });
    fields.forEach(function (field) { field.addEventListener("input", show); });
    show();
  });
}());
