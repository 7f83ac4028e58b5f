using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Projects;

/// <inheritdoc cref="IProjectGrain"/>
[PlacedWhereServed]
public sealed class ProjectGrain(
    ILedger ledger,
    Handover handover,
    Routers routers,
    [PersistentState("project-settings")] IPersistentState<ProjectSettingsState> settings) : Grain, IProjectGrain
{
    private ProjectRow? _row;
    private Task<CreateProjectResult>? _creating;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, _) = GrainKeys.Parse(this.GetPrimaryKeyString());
        _row = await ledger.Projects.FindAsync(projectId, cancellationToken);
        handover.Watch(GrainContext, "serve", wake: GrainFactory.Reach<IProjectGrain>(this.GetPrimaryKeyString()).Read);
    }

    /// <inheritdoc/>
    public async Task<CreateProjectResult> Create(NewProject project)
    {
        _creating = ledger.Projects.CreateAsync(project, CancellationToken.None);
        var result = await _creating;
        _row = result.Project;
        return result;
    }

    /// <inheritdoc/>
    public async Task<Project?> Read()
    {
        if (_row is null && _creating is not null)
        {
            // The ledger has the project a moment before this grain hears of it, and whoever saw it there may ask at that moment.
            await ((Task)_creating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _row ??= _creating.IsCompletedSuccessfully ? (await _creating).Project : null;
        }

        if (_row is null)
        {
            // Nothing is kept of a project that is not there: it may be created through another silo a moment later.
            DeactivateOnIdle();
        }

        return Current();
    }

    /// <inheritdoc/>
    public async Task<ProjectSettings?> Change(bool? paused, string? strategy)
    {
        if (Current() is not { } before)
        {
            DeactivateOnIdle();
            return null;
        }

        settings.State.Paused = paused ?? before.Paused;
        settings.State.Strategy = strategy ?? before.Strategy;
        try
        {
            await settings.WriteStateAsync();
        }
        catch
        {
            // Memory is ahead of storage now; the next activation reads what really is there.
            DeactivateOnIdle();
            throw;
        }

        var after = Current()!;
        if (after.Strategy != before.Strategy)
        {
            GrainFactory.Reach<ITrainerGrain>(GrainKeys.Project(after.Row.Id)).StrategyChanged(after.Strategy).Ignore();
        }

        if (after.Paused != before.Paused)
        {
            foreach (var router in routers.All(after.Row.Id))
            {
                router.PauseChanged(after.Paused).Ignore();
            }
        }

        if (paused == true)
        {
            // Also when it was paused already: a retry finishes what an earlier call began.
            await WithdrawLeasesAsync(after.Row);
        }

        return after.ToSettings();
    }

    /// <summary>
    /// Gives back every live lease of the project. A released lease keeps its epoch, so an answer that is on its way is still accepted.
    /// </summary>
    private async Task WithdrawLeasesAsync(ProjectRow row)
    {
        var leases = await ledger.Labels.ReadLiveLeasesAsync(row.Key, CancellationToken.None);
        foreach (var annotator in leases.Select(l => l.Annotator).Distinct())
        {
            GrainFactory.Reach<IAnnotatorGrain>(GrainKeys.Annotator(row.Id, annotator)).Withdraw().Ignore();
        }

        await Task.WhenAll(leases.Select(lease =>
            GrainFactory.Reach<IContentItemGrain>(GrainKeys.Item(row.Id, lease.Id.Ordinal)).Release(lease.Id, LeaseEnd.Paused)));
    }

    private Project? Current() => _row is null ? null : new Project(_row, settings.State.Paused, settings.State.Strategy ?? _row.Strategy);
}

/// <summary>The settings that an owner changes while the project runs. Low-rate: kept in grain storage.</summary>
[GenerateSerializer, Alias("project-settings")]
public sealed class ProjectSettingsState
{
    /// <summary>Nothing is offered while true.</summary>
    [Id(0)]
    public bool Paused { get; set; }

    /// <summary>Acquisition function in force; null means the one named at creation.</summary>
    [Id(1)]
    public string? Strategy { get; set; }
}
