// What a page can't do from .NET: theme, focus, storage, dialogs, sizes, downloads.

export function theme() { return document.documentElement.dataset.theme; }

export function setTheme(name, person) {
  document.documentElement.dataset.theme = name;
  write('theme', name);
  if (person) write('theme:' + person, name);
}

export function themeOf(person) { return read('theme:' + person); }

export function read(key) { try { return localStorage.getItem(key); } catch { return null; } }

export function write(key, value) {
  try {
    if (value === null || value === undefined) localStorage.removeItem(key); else localStorage.setItem(key, value);
    return true;
  } catch { return false; }
}

export function focus(selector) {
  const element = document.querySelector(selector);
  if (element) element.focus({ preventScroll: false });
  return !!element;
}

export function reveal(selector) {
  const element = document.querySelector(selector);
  if (element) element.scrollIntoView({ block: 'nearest' });
}

export function width() { return window.innerWidth; }

export function openDialog(dialog) { if (dialog && !dialog.open) dialog.showModal(); }

export function closeDialog(dialog) { if (dialog && dialog.open) dialog.close(); }

// Calls back with the width whenever it changes by a whole pixel; returns what stops it.
export function measure(element, dotnet) {
  let last = 0;
  const report = () => {
    const width = Math.floor(element.clientWidth);
    if (width > 0 && width !== last) { last = width; dotnet.invokeMethodAsync('Resized', width); }
  };
  const observer = new ResizeObserver(report);
  observer.observe(element);
  report();
  return { stop: () => observer.disconnect() };
}

export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function copy(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
}
