using ActiveLearning.Contracts;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Models;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace ActiveLearning.Grains.Models;

/// <inheritdoc cref="IModelVersionGrain"/>
[PreferLocalPlacement]
[CollectionAgeLimit(Minutes = 5)]
public sealed partial class ModelVersionGrain(ILedger ledger, ILogger<ModelVersionGrain> logger) : Grain, IModelVersionGrain
{
    private int _project;
    private string _projectId = "";
    private int _version;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_projectId, _version) = GrainKeys.ParseNumbered(this.GetPrimaryKeyString());
        var project = await GrainFactory.Reach<IProjectGrain>(GrainKeys.Project(_projectId)).Read()
            ?? throw new ArgumentException($"There is no project {_projectId}.");
        _project = project.Row.Key;
    }

    /// <inheritdoc/>
    public async Task<bool> Register(ModelVersionRow version, byte[] artefact)
    {
        var stored = await ledger.Models.AddAsync(_project, version, artefact, CancellationToken.None);
        LogRegistered(_projectId, _version, version.Labels, artefact.Length, stored);
        return stored;
    }

    /// <inheritdoc/>
    public Task Evaluated(ModelMetrics metrics) => ledger.Models.SetMetricsAsync(_project, _version, metrics, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<bool> Promote(int? expectedChampion, string by, string reason)
    {
        var promoted = await ledger.Models.PromoteAsync(_project, _version, expectedChampion, by, reason, CancellationToken.None);
        if (promoted)
        {
            GrainInstruments.Promotions.Add(1, GrainInstruments.Of(_projectId));
        }

        LogPromoted(_projectId, _version, promoted, reason);
        return promoted;
    }

    /// <inheritdoc/>
    public async Task Archive(string by, string reason)
    {
        await ledger.Models.SetStageAsync(_project, _version, ModelStage.Archived, by, reason, CancellationToken.None);
        LogArchived(_projectId, _version, reason);
    }

    /// <inheritdoc/>
    public Task<ModelVersionRow?> Read() => ledger.Models.FindAsync(_project, _version, CancellationToken.None);
}
