using ActiveLearning.Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>The wire between the browser's keys and the workspace (<c>js/keys.js</c>).</summary>
public sealed class WorkspaceKeys : IAsyncDisposable
{
    private IJSObjectReference? module;
    private IJSObjectReference? listening;
    private DotNetObjectReference<WorkspaceKeys>? self;
    private Func<KeyStroke, Task>? pressed;
    private Func<Task>? networkLost;

    /// <summary>Starts listening.</summary>
    /// <param name="page">Loads the module.</param>
    /// <param name="root">Keys count only while focus is inside this element.</param>
    /// <param name="onKey">Gets every handled key.</param>
    /// <param name="onNetworkLost">Called when the browser loses its network.</param>
    /// <param name="handled">Keys that are not left to the browser.</param>
    public async Task ListenAsync(PageScript page, ElementReference root, Func<KeyStroke, Task> onKey, Func<Task> onNetworkLost, IReadOnlyList<string> handled)
    {
        (pressed, networkLost) = (onKey, onNetworkLost);
        self = DotNetObjectReference.Create(this);
        module = await page.ModuleAsync("keys");
        listening = await module.InvokeAsync<IJSObjectReference>("listen", root, self, handled);
    }

    /// <summary>Changes which keys are handled.</summary>
    public async Task UpdateAsync(IReadOnlyList<string> handled)
    {
        if (listening is not null)
        {
            await listening.InvokeVoidAsync("update", handled);
        }
    }

    [JSInvokable]
    public Task KeyDown(KeyStroke key) => pressed?.Invoke(key) ?? Task.CompletedTask;

    [JSInvokable]
    public Task NetworkLost() => networkLost?.Invoke() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (listening is not null)
        {
            await listening.InvokeVoidAsync("stop");
            await listening.DisposeAsync();
        }

        if (module is not null)
        {
            await module.DisposeAsync();
        }

        self?.Dispose();
    }
}
