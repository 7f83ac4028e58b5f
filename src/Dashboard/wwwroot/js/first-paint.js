// Runs before the first paint: the theme that this person chose here, or the system's.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem('theme'); } catch (_) { /* storage may be forbidden */ }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
