// Single keys. .NET decides what a key means; here is only what must happen before the browser acts on it.

const inText = element => element instanceof HTMLElement &&
  (element.isContentEditable || element.matches('textarea, select, input:not([type=button]):not([type=checkbox]):not([type=radio])'));

const describe = (event, zone) => ({
  key: event.key, code: event.code, shift: event.shiftKey, ctrl: event.ctrlKey, repeat: event.repeat, zone, at: event.timeStamp,
});

// Keys of the workspace: live only while focus is inside it and not in a text field.
export function listen(root, dotnet, handled) {
  let keys = new Set(handled);
  const down = event => {
    if (event.altKey || event.metaKey || event.isComposing) return;
    const active = document.activeElement;
    const typing = inText(active);
    if (!root.contains(active)) return;
    if (typing && event.key !== 'Escape') return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // Only Ctrl Z is ours; every other Ctrl chord belongs to the browser.
    if (event.ctrlKey && key !== 'z') return;
    // Arrows scroll, except in the group of classes.
    if (key.startsWith('Arrow') && !active.closest('[role=radiogroup]')) return;
    const digit = /^(Digit|Numpad)[1-9]$/.test(event.code);
    if (!keys.has(key) && !digit) return;
    event.preventDefault();
    const zone = typing ? 'text' : active.closest('[data-zone]')?.dataset.zone ?? 'work';
    dotnet.invokeMethodAsync('KeyDown', describe(event, zone));
  };
  const offline = () => dotnet.invokeMethodAsync('NetworkLost');
  document.addEventListener('keydown', down);
  window.addEventListener('offline', offline);
  return {
    update: handledNow => { keys = new Set(handledNow); },
    stop: () => { document.removeEventListener('keydown', down); window.removeEventListener('offline', offline); },
  };
}

// Keys of the whole site: Ctrl K, and g followed by a letter on owner pages.
export function listenEverywhere(dotnet) {
  let gAt = -Infinity;
  const down = event => {
    if (event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.ctrlKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      dotnet.invokeMethodAsync('OpenPalette');
      return;
    }
    if (event.ctrlKey || inText(document.activeElement) || document.querySelector('dialog[open]') || document.querySelector('[data-single-keys]')) return;
    if (event.key === 'g') { gAt = event.timeStamp; return; }
    if (event.timeStamp - gAt < 1500 && /^[a-z]$/.test(event.key)) {
      gAt = -Infinity;
      event.preventDefault();
      dotnet.invokeMethodAsync('GoTo', event.key);
    }
  };
  document.addEventListener('keydown', down);
  return { stop: () => document.removeEventListener('keydown', down) };
}
