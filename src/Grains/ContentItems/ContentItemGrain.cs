using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.GrainDirectory;
using Orleans.Placement;

namespace ActiveLearning.Grains.ContentItems;

/// <inheritdoc cref="IContentItemGrain"/>
/// <remarks>
/// Short on purpose: ask the ledger, remember what it said, tell the partition. An item leaves memory with its last label, since hardly anybody asks for it again, and any other when it was
/// idle for two minutes. It is awake where it is asked for, so now and then on two silos at once: what one of them remembers may be old, as it may after a write that failed, and nothing is refused by it before the ledger was read again.
/// </remarks>
[PreferLocalPlacement]
[GrainDirectory(GrainDirectoryName = OwnSiloDirectory.Name)]
[CollectionAgeLimit(Minutes = 2)]
public sealed partial class ContentItemGrain(
    ILedger ledger, ProjectRows projects, ItemNews itemNews, LabelNews labelNews, TimeProvider time, IOptions<LeaseOptions> options, ILogger<ContentItemGrain> logger) : Grain, IContentItemGrain
{
    private readonly List<LabelRow> _labels = [];
    private ProjectRow _project = null!;
    private ItemRecord? _record;
    private ItemState _state = null!;

    /// <summary>Folds the item's rows.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (projectId, ordinal) = GrainKeys.ParseNumbered(this.GetPrimaryKeyString());
        var project = await projects.FindAsync(projectId);
        if (project is null || await ledger.Items.ReadAsync(project.Key, ordinal, cancellationToken) is not { } record)
        {
            DeactivateOnIdle();
            return;
        }

        _project = project;
        Remember(record);
    }

    /// <inheritdoc/>
    public async Task<ItemGrant> Grant(string annotator, LeaseChannel channel, LeaseGrounds grounds)
    {
        if (_record is null)
        {
            return new ItemGrant(GrantOutcome.Unknown, null);
        }

        if (Refusal(annotator) is not null && await ledger.Items.ReadAsync(_project.Key, _state.Ordinal, CancellationToken.None) is { } now)
        {
            Remember(now);
        }

        if (Refusal(annotator) is { } refusal)
        {
            TellPartition();
            LeaveIfSettled();
            CountRefused(refusal);
            return new ItemGrant(refusal, null);
        }

        var result = Heard(await AskToGrantAsync());
        if (result.Outcome == GrantOutcome.StaleEpoch && Refusal(annotator) is null)
        {
            // It was granted and given back through another silo.
            result = Heard(await AskToGrantAsync());
        }

        if (result.Lease is null)
        {
            CountRefused(result.Outcome);
            LogGrantRefused(_project.Id, _state.Id, annotator, result.Outcome);
            return new ItemGrant(result.Outcome, null);
        }

        GrainInstruments.LeasesGranted.Add(1, GrainInstruments.Of(_project.Id));
        LogGranted(_project.Id, _state.Id, annotator, result.Lease.Id, result.Lease.ExpiresAt);
        return new ItemGrant(result.Outcome, new LeasedItem(result.Lease, _record.Text, _record.Attributes, channel == LeaseChannel.Http));

        Task<GrantResult> AskToGrantAsync() => ledger.Labels.GrantAsync(
            new GrantRequest(_project.Key, _state.Ordinal, _state.Epoch, annotator, _project.LeaseDuration, channel, grounds), CancellationToken.None);

        GrantResult Heard(GrantResult answer)
        {
            if (answer.Lease is null)
            {
                Learn(answer.Item);
            }
            else
            {
                // The partition hears of a grant from the router that handed the item out.
                _state = answer.Item ?? _state;
            }

            return answer;
        }
    }

    /// <inheritdoc/>
    public async Task<RecordResult> Record(LeaseId leaseId, int classIndex, int leadTimeMs)
    {
        if (_record is null)
        {
            return new RecordResult(SubmitLabelOutcome.LeaseUnknown, null, null, false);
        }

        var request = new RecordRequest(_project.Key, leaseId, classIndex, leadTimeMs, _project.Standard.Version);
        var result = await ledger.Labels.RecordAsync(request, CancellationToken.None);
        Learn(result.Item);
        if (result is { Outcome: SubmitLabelOutcome.Accepted, IsRetry: false, Label: { } label })
        {
            _labels.Add(label);
            GrainInstruments.LabelsAcknowledged.Add(1, GrainInstruments.Of(_project.Id));
            LogLabelled(_project.Id, _state.Id, label.Annotator, leaseId, label.Sequence);
            labelNews.Tell(_project.Id, label.Sequence);
        }
        else if (result.Outcome != SubmitLabelOutcome.Accepted)
        {
            GrainInstruments.LabelsRefused.Add(1, GrainInstruments.Of(_project.Id, result.Outcome.ToString()));
            LogLabelRefused(_project.Id, _state.Id, leaseId, result.Outcome);
        }

        return result;
    }

    /// <inheritdoc/>
    public async Task<ItemUndo> Undo(long sequence, string annotator)
    {
        if (_record is null)
        {
            return new ItemUndo(new UndoResult(UndoOutcome.LabelUnknown, null, null, null, false), null);
        }

        var request = new UndoRequest(_project.Key, sequence, annotator, options.Value.UndoWindow, _project.LeaseDuration);
        var result = await ledger.Labels.UndoAsync(request, CancellationToken.None);
        Learn(result.Item);
        if (result is { Outcome: UndoOutcome.Undone, IsRetry: false, UndoRow: { } undo })
        {
            _labels.Add(undo);
            LogUndone(_project.Id, _state.Id, annotator, sequence, undo.LeaseId);
            labelNews.Tell(_project.Id, undo.Sequence);
        }

        return new ItemUndo(result, result.Lease is null ? null : new LeasedItem(result.Lease, _record.Text, _record.Attributes, Shown: true));
    }

    /// <inheritdoc/>
    public async Task<SkipResult> Skip(LeaseId leaseId, string reason)
    {
        if (_record is null)
        {
            return new SkipResult(SkipOutcome.LeaseUnknown, null);
        }

        var result = await ledger.Labels.SkipAsync(new SkipRequest(_project.Key, leaseId, reason), CancellationToken.None);
        Learn(result.Item);
        LogSkipped(_project.Id, _state.Id, leaseId, result.Outcome);
        return result;
    }

    /// <inheritdoc/>
    public async Task Release(LeaseId leaseId, LeaseEnd cause)
    {
        if (_record is not null)
        {
            Learn(await ledger.Labels.ReleaseAsync(new ReleaseRequest(_project.Key, leaseId, cause), CancellationToken.None));
            LogReleased(_project.Id, _state.Id, leaseId, cause);
        }
    }

    /// <summary>What can be told without asking the ledger; the ledger has the last word on the rest.</summary>
    private GrantOutcome? Refusal(string annotator)
    {
        if (_state.Representative is not null)
        {
            return GrantOutcome.Represented;
        }

        if (_state.IsSettled)
        {
            return GrantOutcome.Settled;
        }

        if (_state.IsLeasedAt(time.GetUtcNow()))
        {
            return GrantOutcome.Held;
        }

        return LabelFold.Live(_labels).Any(l => l.Annotator == annotator) ? GrantOutcome.NotForThisAnnotator : null;
    }

    private void CountRefused(GrantOutcome outcome)
    {
        GrainInstruments.LeasesRefused.Add(1, GrainInstruments.Of(_project.Id, outcome.ToString()));
        if (outcome is GrantOutcome.Held or GrantOutcome.StaleEpoch)
        {
            GrainInstruments.LeaseConflicts.Add(1, GrainInstruments.Of(_project.Id));
        }
    }

    private void Remember(ItemRecord record)
    {
        _record = record;
        _state = record.State;
        _labels.Clear();
        _labels.AddRange(record.Labels);
    }

    private void Learn(ItemState? state)
    {
        if (state is not null)
        {
            _state = state;
            TellPartition();
            LeaveIfSettled();
        }
    }

    // Whoever asks for a settled item once more, such as a router that has not heard of it yet, wakes it for that one answer.
    private void LeaveIfSettled()
    {
        if (_state.IsSettled)
        {
            DeactivateOnIdle();
        }
    }

    private void TellPartition() => itemNews.Tell(_project.Id, GrainKeys.PartitionOf(_state.Id, _project.Partitions), _state);
}
