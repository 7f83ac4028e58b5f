using ActiveLearning.Dashboard.Annotate;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ActiveLearning.Dashboard.Shell;

/// <summary>What only the browser can do: focus, dialogs, the local store, downloads. One ES module, <c>js/page.js</c>.</summary>
public sealed class PageScript(IJSRuntime runtime) : IAnswerStore, IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    private Task<IJSObjectReference> Module => module ??= ModuleAsync("page");

    /// <summary>Loads one of the modules under <c>js/</c>.</summary>
    public Task<IJSObjectReference> ModuleAsync(string name) => runtime.InvokeAsync<IJSObjectReference>("import", $"/js/{name}.js").AsTask();

    /// <summary>Moves focus to the first element that a selector finds.</summary>
    public async Task FocusAsync(string selector) => await (await Module).InvokeVoidAsync("focus", selector);

    /// <summary>Scrolls an element into view.</summary>
    public async Task RevealAsync(string selector) => await (await Module).InvokeVoidAsync("reveal", selector);

    /// <summary>Width of the page, px.</summary>
    public async Task<int> WidthAsync() => await (await Module).InvokeAsync<int>("width");

    /// <summary>Opens a native modal dialog, which keeps focus inside.</summary>
    public async Task OpenDialogAsync(ElementReference dialog) => await (await Module).InvokeVoidAsync("openDialog", dialog);

    /// <summary>Closes it.</summary>
    public async Task CloseDialogAsync(ElementReference dialog) => await (await Module).InvokeVoidAsync("closeDialog", dialog);

    /// <summary>Reports the width of an element now and whenever it changes.</summary>
    public async Task<IJSObjectReference> MeasureAsync<T>(ElementReference element, DotNetObjectReference<T> target)
        where T : class => await (await Module).InvokeAsync<IJSObjectReference>("measure", element, target);

    /// <summary>Hands a text to the browser as a file.</summary>
    public async Task DownloadAsync(string name, string type, string text) => await (await Module).InvokeVoidAsync("download", name, type, text);

    /// <summary>Copies a text; false where the browser forbids it.</summary>
    public async Task<bool> CopyAsync(string text) => await (await Module).InvokeAsync<bool>("copy", text);

    /// <summary>The theme on the page, <c>light</c> or <c>dark</c>.</summary>
    public async Task<string> ThemeAsync() => await (await Module).InvokeAsync<string>("theme");

    /// <summary>The theme that a person chose in this browser, or null.</summary>
    public async Task<string?> ThemeOfAsync(string person) => await (await Module).InvokeAsync<string?>("themeOf", person);

    /// <summary>Changes the theme and remembers it for the person.</summary>
    public async Task SetThemeAsync(string name, string? person) => await (await Module).InvokeVoidAsync("setTheme", name, person);

    /// <inheritdoc/>
    public async ValueTask<string?> ReadAsync(string key) => await (await Module).InvokeAsync<string?>("read", key);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(string key, string? text) => await (await Module).InvokeVoidAsync("write", key, text);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (module is not null)
        {
            await (await module).DisposeAsync();
        }
    }
}
