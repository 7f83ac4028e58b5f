using System.Globalization;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Api;
using ActiveLearning.Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.SignalR.Client;

namespace ActiveLearning.Dashboard.Live;

/// <summary>The owner's live page: are we on course, where are holes, what comes next.</summary>
public sealed partial class LivePage : IAsyncDisposable
{
    private readonly LiveHistory history = new();
    private LiveConnection? connection;
    private DashboardSnapshot? snapshot;
    private IReadOnlyList<Strategy> strategies = [];
    private ITimer? ticker;
    private string? failure;
    private bool askPause;
    private bool changing;
    private string spoken = "";

    [Parameter]
    public string Project { get; set; } = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ApiClient Api { get; set; } = default!;

    [Inject]
    private ShellState Shell { get; set; } = default!;

    private string Name => snapshot?.Settings.Name ?? (Shell.ProjectId == Project ? Shell.ProjectName : null) ?? Project;

    private bool IsStale => snapshot is not null && connection is { State: not LinkState.Up };

    private string LinkMark => connection?.State switch
    {
        LinkState.Up => "",
        LinkState.Connecting or null => "connecting",
        _ => "lost",
    };

    private string LinkWords => connection?.State switch
    {
        LinkState.Up => "Live",
        LinkState.Connecting or null => "Connecting",
        LinkState.Refused or LinkState.SignedOut => "Not connected",
        _ => "Reconnecting",
    };

    private string Retry => connection?.NextAttemptAt is { } next
        ? $"Trying again in {Math.Max(1, (int)Math.Ceiling((next - Clock.GetUtcNow()).TotalSeconds))} s."
        : "Trying again now.";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Shell.EnterProject(Project, null);
        connection = new LiveConnection(Navigation.ToAbsoluteUri("/hubs/dashboard"), WatchAsync, Clock);
        connection.Changed += OnLinkChanged;
        connection.Hub.On<DashboardSnapshot>(nameof(IDashboardClient.Snapshot), next => InvokeAsync(() => Take(next)));
        connection.Start();
        ticker = Clock.CreateTimer(_ => InvokeAsync(StateHasChanged), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Shell.OfferCommands(
        [
            new("Read me the numbers", null, ReadNumbersAsync),
            new("Pause or resume labelling", null, AskPauseAsync),
        ]);
        try
        {
            strategies = await Api.StrategiesAsync();
        }
        catch (ApiProblemException)
        {
            // The card then shows the name of the strategy in force only.
        }
    }

    private async Task WatchAsync()
    {
        var first = await connection!.Hub.InvokeAsync<DashboardSnapshot>(nameof(IDashboardHub.Watch), Project);
        await InvokeAsync(() => Take(first));
    }

    private void Take(DashboardSnapshot next)
    {
        if (next.ProjectId != Project || (snapshot is not null && next.At < snapshot.At))
        {
            return;
        }

        snapshot = next;
        history.Note(next, Clock.GetUtcNow());
        Shell.EnterProject(Project, next.Settings.Name);
        StateHasChanged();
    }

    private void OnLinkChanged() => InvokeAsync(StateHasChanged);

    private Task PauseAsync() => ChangeAsync(new ChangeProject(Paused: !snapshot!.Settings.Paused));

    private Task ChooseStrategyAsync(string name) => ChangeAsync(new ChangeProject(Strategy: name));

    private async Task ChangeAsync(ChangeProject change)
    {
        changing = true;
        askPause = false;
        failure = null;
        try
        {
            var settings = await Api.ChangeAsync(Project, change);
            snapshot = snapshot! with { Settings = settings };
        }
        catch (ApiProblemException problem)
        {
            failure = problem.Message;
        }
        finally
        {
            changing = false;
        }
    }

    private Task AskPauseAsync()
    {
        askPause = snapshot is not null && !IsStale;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private Task ReadNumbersAsync()
    {
        spoken = snapshot is null ? "No figures yet." : Spoken.Summary(snapshot);
        StateHasChanged();
        return Task.CompletedTask;
    }

    private static string Clocked(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Shell.OfferCommands([]);
        ticker?.Dispose();
        if (connection is not null)
        {
            connection.Changed -= OnLinkChanged;
            await connection.DisposeAsync();
        }
    }
}
