// Sends a file as it lies on disk. XMLHttpRequest and not fetch: it alone reports upload progress, and both stream a File in constant memory.

const files = new Map();
let next = 1;

// Makes an element accept a dropped or chosen file; the file stays here under a number, .NET gets its name, size and first bytes.
export function accept(zone, input, dotnet) {
  const take = async file => {
    if (!file) return;
    const id = next++;
    files.set(id, file);
    const head = await file.slice(0, 65536).text();
    dotnet.invokeMethodAsync('FileChosen', { id, name: file.name, bytes: file.size, head });
  };
  const over = event => { event.preventDefault(); zone.classList.add('over'); };
  const out = () => zone.classList.remove('over');
  const drop = event => { event.preventDefault(); out(); take(event.dataTransfer?.files?.[0]); };
  const change = () => { take(input.files?.[0]); input.value = ''; };
  // A file dropped beside the zone must not replace the page.
  const beside = event => event.preventDefault();
  zone.addEventListener('dragover', over); zone.addEventListener('dragleave', out); zone.addEventListener('drop', drop);
  input.addEventListener('change', change);
  window.addEventListener('dragover', beside); window.addEventListener('drop', beside);
  return {
    stop: () => {
      zone.removeEventListener('dragover', over); zone.removeEventListener('dragleave', out); zone.removeEventListener('drop', drop);
      input.removeEventListener('change', change);
      window.removeEventListener('dragover', beside); window.removeEventListener('drop', beside);
    },
  };
}

export function choose(input) { input.click(); }

// Starts an upload. .NET hears UploadProgress(bytes) at most five times a second and UploadEnded(status, body) once; status 0 = no answer.
export function send(id, url, contentType, dotnet) {
  const file = files.get(id);
  const request = new XMLHttpRequest();
  let last = 0;
  request.open('POST', url);
  request.setRequestHeader('Content-Type', contentType);
  request.upload.onprogress = event => {
    const now = performance.now();
    if (now - last < 200 && event.loaded < event.total) return;
    last = now;
    dotnet.invokeMethodAsync('UploadProgress', event.loaded);
  };
  const ended = () => { dotnet.invokeMethodAsync('UploadEnded', request.status, request.responseText ?? ''); };
  request.onload = ended; request.onerror = ended; request.onabort = ended;
  request.send(file);
  return { cancel: () => request.abort() };
}

export function forget(id) { files.delete(id); }
