using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Api;
using ActiveLearning.Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>The annotator's workspace: one item, its answers, one sentence why.</summary>
public sealed partial class AnnotatePage : IAsyncDisposable
{
    private const string SingleKeysKey = "single-keys";
    private static readonly TimeSpan LoadingPatience = TimeSpan.FromMilliseconds(300);
    private readonly StrokeGuard guard = new();
    private readonly WorkspaceKeys keys = new();
    private ElementReference root;
    private LiveConnection? connection;
    private AnnotatorSession session = default!;
    private KeyMap? keyMap;
    private GuidelinePanel? panel;
    private Overlay overlay;
    private ITimer? ticker;
    private DateTimeOffset? breakSince;
    private string? focusedOn;
    private string polite = "";
    private string assertive = "";
    private bool hidden;
    private bool panelOpen = true;
    private bool singleKeys = true;
    private bool showLoading;
    private bool wasOffline;
    private int chosen = -1;

    [Parameter]
    public string Project { get; set; } = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private PageScript Page { get; set; } = default!;

    [Inject]
    private ShellState Shell { get; set; } = default!;

    private IReadOnlyList<LabelClass> Classes => session.Workspace?.Standard.Classes ?? [];

    private string ProjectName => session.Workspace?.ProjectName ?? Project;

    private bool IsOffline => connection is { WasUp: true, State: LinkState.Away };

    private bool Resting => breakSince is not null;

    private string BreakClock => breakSince is { } since ? $"{(int)(Clock.GetUtcNow() - since).TotalMinutes}:{(Clock.GetUtcNow() - since).Seconds:00}" : "";

    private WorkspaceView View => connection?.State switch
    {
        LinkState.Refused => WorkspaceView.Refused,
        LinkState.SignedOut => WorkspaceView.SignedOut,
        LinkState.Unreachable => WorkspaceView.Unreachable,
        _ when Resting => WorkspaceView.Break,
        _ when session.Queue.Current is not null => WorkspaceView.Work,
        _ when IsOffline => WorkspaceView.Waiting,
        _ when session.Queue is { HasArrived: true, State: QueueState.Paused } => WorkspaceView.Paused,
        _ when session.Queue is { HasArrived: true, State: QueueState.UpToDate } => WorkspaceView.UpToDate,
        _ => WorkspaceView.Loading,
    };

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Shell.EnterProject(Project, null);
        connection = new LiveConnection(Navigation.ToAbsoluteUri("/hubs/annotator"), JoinAsync, Clock);
        session = new AnnotatorSession(new AnnotatorHubClient(connection.Hub), Page, Clock);
        session.Changed += OnChanged;
        connection.Changed += OnLinkChanged;
        connection.Hub.On<QueueMessage>(nameof(IAnnotatorClient.Queue), push => InvokeAsync(() => session.OnQueue(push)));
        connection.Hub.On(nameof(IAnnotatorClient.OfferSwap), (SwapOffer offer) => Task.FromResult(session.OnOfferSwap(offer)));
        connection.Hub.On(nameof(IAnnotatorClient.ConnectAgain), () =>
        {
            // Not awaited: a connection can't close while it waits for one of its own calls.
            _ = connection.ConnectAgainAsync();
        });
        connection.Start();
        ticker = Clock.CreateTimer(_ => InvokeAsync(StateHasChanged), null, LoadingPatience, TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            singleKeys = await Page.ReadAsync(SingleKeysKey) != "off";
            panelOpen = await Page.WidthAsync() > 1100;
            await keys.ListenAsync(Page, root, OnKeyAsync, OnNetworkLost, HandledKeys());
            showLoading = true;
            StateHasChanged();
        }

        // Focus follows what is shown, so that the next key and the next spoken sentence belong to the new item.
        var now = hidden ? "hidden" : View == WorkspaceView.Work ? session.Queue.Current!.LeaseId : View.ToString();
        if (now != focusedOn && (overlay == Overlay.None || View != WorkspaceView.Work))
        {
            focusedOn = now;
            await Page.FocusAsync(View == WorkspaceView.Work && !hidden ? "#item-heading" : "#calm-heading");
        }
    }

    private async Task JoinAsync()
    {
        if (Resting)
        {
            return;
        }

        await session.JoinAsync(Project);
        Shell.EnterProject(Project, session.Workspace?.ProjectName);
        keyMap = new KeyMap(Classes);
        await keys.UpdateAsync(HandledKeys());
        await InvokeAsync(StateHasChanged);
    }

    private void OnLinkChanged()
    {
        if (connection?.State is LinkState.Away && !wasOffline)
        {
            wasOffline = true;
            session.NoteOffline();
            assertive = "Connection lost. Your answers are kept.";
        }
        else if (connection?.State is LinkState.Up && wasOffline)
        {
            wasOffline = false;
            assertive = "";
            polite = "Back online.";
        }
        else if (connection?.State is LinkState.SignedOut)
        {
            assertive = "You are signed out.";
        }

        InvokeAsync(StateHasChanged);
    }

    private void OnChanged()
    {
        if (session.Notice is { } notice)
        {
            polite = notice;
        }

        InvokeAsync(StateHasChanged);
    }

    private void OnButtonAnswer(int index)
    {
        // Buttons share the guard's rest with the keys: a double click answers one item as well.
        if (guard.Accepts(Environment.TickCount64, false))
        {
            Answer(index);
        }
    }

    private void Answer(int index)
    {
        if (index < Classes.Count && session.Answer(Classes[index]))
        {
            chosen = -1;
            overlay = Overlay.None;
            polite = "";
            StateHasChanged();
        }
    }

    private async Task ReadClassAsync(int index)
    {
        panelOpen = true;
        overlay = Overlay.None;
        StateHasChanged();
        await Task.Yield();
        if (panel is not null)
        {
            await panel.OpenClassAsync(index);
        }
    }

    private void SkipWith(string reason)
    {
        overlay = Overlay.None;
        session.Skip(reason);
        StateHasChanged();
    }

    private Task UndoAsync()
    {
        overlay = Overlay.None;
        return session.UndoAsync();
    }

    private void ToggleSkip() => Toggle(Overlay.Skip);

    private void ToggleWhy() => Toggle(Overlay.Why);

    private void ToggleKeys() => Toggle(Overlay.Keys);

    private void Toggle(Overlay which)
    {
        overlay = overlay == which ? Overlay.None : which;
        StateHasChanged();
    }

    private async Task TogglePanel()
    {
        panelOpen = !panelOpen;
        StateHasChanged();
        if (!panelOpen)
        {
            await FocusItemAsync();
        }
    }

    private void ToggleHidden()
    {
        hidden = !hidden;
        overlay = Overlay.None;
        StateHasChanged();
    }

    private async Task ToggleBreakAsync()
    {
        if (Resting)
        {
            breakSince = null;
            if (connection?.State == LinkState.Up)
            {
                await JoinAsync();
            }
        }
        else
        {
            breakSince = Clock.GetUtcNow();
            overlay = Overlay.None;
            await session.LeaveAsync();
        }

        StateHasChanged();
    }

    private Task FocusItemAsync() => Page.FocusAsync(View == WorkspaceView.Work ? "#item-heading" : "#calm-heading");

    private async Task SetSingleKeysAsync(bool on)
    {
        singleKeys = on;
        await Page.WriteAsync(SingleKeysKey, on ? null : "off");
        await keys.UpdateAsync(HandledKeys());
    }

    private IReadOnlyList<string> HandledKeys() => singleKeys ? (keyMap ?? new KeyMap([])).Handled : ["Escape"];

    private Task OnNetworkLost() => connection?.NoteNetworkLostAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        session.Changed -= OnChanged;
        ticker?.Dispose();
        if (connection is not null)
        {
            connection.Changed -= OnLinkChanged;
            await connection.DisposeAsync();
        }

        await keys.DisposeAsync();
    }

    private enum Overlay
    {
        None,
        Skip,
        Why,
        Keys,
    }

    private enum WorkspaceView
    {
        Loading,
        Work,
        Waiting,
        UpToDate,
        Paused,
        Break,
        Unreachable,
        Refused,
        SignedOut,
    }
}
