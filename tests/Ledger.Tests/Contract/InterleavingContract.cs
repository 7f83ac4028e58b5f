using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Tests.Model;
using ActiveLearning.Ledger.Tests.Support;
using CsCheck;

namespace ActiveLearning.Ledger.Tests.Contract;

/// <summary>Random histories against a plain model; after every step the ledger says what the model says and keeps every promise.</summary>
public abstract class InterleavingContract : LedgerContract
{
    private int histories;

    [Fact]
    public async Task Any_history_of_five_annotators_ends_as_the_model_says() =>
        await Gen.Select(Gen.Int[1, 3], LedgerStep.Any.Array[1, 60]).SampleAsync(PlayAsync, iter: 80, threads: 1);

    private async Task PlayAsync(int overlap, LedgerStep[] steps)
    {
        await HaveItemsAsync(3, overlap, id: $"history-{histories++}");
        var model = new LedgerModel(overlap);
        for (var i = 0; i < 3; i++)
        {
            model.AddItem();
        }

        foreach (var step in steps)
        {
            await DoAsync(step, model);

            Assert.Equal(model.Count(Clock.GetUtcNow()), await CountsAsync());
            for (var ordinal = 0; ordinal < model.Items.Count; ordinal++)
            {
                Assert.Equal(model.Items[ordinal].ToState(), await StateAsync(ordinal));
            }

            await VerifyAsync(Project);
        }

        Assert.Equal(model.Rows, await Ledger.Labels.ReadLabelsAsync(Project, 0, 1_000, default));
    }

    private Task DoAsync(LedgerStep step, LedgerModel model)
    {
        var lease = model.Leases.Count == 0 ? null : model.Leases[step.Number % model.Leases.Count];
        return step.Kind switch
        {
            StepKind.Import => ImportAsync(model),
            StepKind.Grant => GrantAsync(step, model, behind: 0),
            StepKind.GrantBehind => GrantAsync(step, model, behind: 1),
            StepKind.Undo => UndoAsync(step, model),
            StepKind.Wait => WaitAsync(step),
            _ when lease is null => Task.CompletedTask,
            StepKind.Record => RecordAsync(step, model, lease),
            StepKind.Skip => SkipAsync(model, lease),
            _ => ReleaseAsync(model, lease),
        };
    }

    private async Task ImportAsync(LedgerModel model)
    {
        var next = model.Items.Count;
        var rows = await Ledger.Items.ImportAsync(Project, [Samples.Item(next), Samples.Item(0)], default);
        model.AddItem();
        Assert.Equal([new(ImportRowOutcome.Accepted, next), new ImportRowResult(ImportRowOutcome.Duplicate, 0)], rows);
    }

    private async Task GrantAsync(LedgerStep step, LedgerModel model, int behind)
    {
        var ordinal = step.Number % model.Items.Count;
        var epoch = model.Items[ordinal].Epoch - behind;
        var expected = model.Grant(step.Who, ordinal, epoch, Clock.GetUtcNow());

        var result = await GrantAsync(step.Who, ordinal, epoch);

        Assert.Equal(expected, result.Outcome);
        if (result.Lease is { } lease)
        {
            model.Hold(lease);
        }
    }

    private async Task RecordAsync(LedgerStep step, LedgerModel model, ModelLease lease)
    {
        var expected = model.Record(lease, step.Class);

        var result = await RecordAsync(lease.Lease.Id, step.Class);

        Assert.Equal((expected, lease.Answer is not null), (result.Outcome, result.IsRetry));
        if (lease.Answer is { } first)
        {
            Assert.Equal(first, result.Label);
        }
        else if (expected == SubmitLabelOutcome.Accepted)
        {
            model.Answer(lease, result.Label!);
        }
    }

    private async Task UndoAsync(LedgerStep step, LedgerModel model)
    {
        var label = model.Rows.Count == 0 ? null : model.Rows[step.Number % model.Rows.Count];
        var annotator = step.Class == 0 && label is not null ? label.Annotator : step.Who;
        var expected = model.Undo(label, annotator, Samples.UndoWindow, Clock.GetUtcNow());

        var result = await UndoAsync(label?.Sequence ?? 1, annotator);

        Assert.Equal(expected, result.Outcome);
        if (expected == UndoOutcome.Undone && !model.IsUndone(label!))
        {
            Assert.False(result.IsRetry);
            Assert.Equal(model.TakeBack(label!, result.UndoRow!, Clock.GetUtcNow()), result.Lease is not null);
            if (result.Lease is { } fresh)
            {
                model.Hold(fresh);
            }
        }
    }

    private async Task SkipAsync(LedgerModel model, ModelLease lease)
    {
        var expected = model.Skip(lease);

        Assert.Equal(expected, (await SkipAsync(lease.Lease.Id)).Outcome);
    }

    private async Task ReleaseAsync(LedgerModel model, ModelLease lease)
    {
        model.Release(lease, Clock.GetUtcNow());

        Assert.Equal(model.Items[lease.Lease.Id.Ordinal].ToState(), await ReleaseAsync(lease.Lease.Id));
    }

    private Task WaitAsync(LedgerStep step)
    {
        // Exactly to an expiry, just short of it, or past everything.
        Clock.Advance((step.Number % 3) switch
        {
            0 => Samples.LeaseDuration,
            1 => Samples.LeaseDuration - TimeSpan.FromMicroseconds(1),
            _ => Samples.UndoWindow,
        });
        return Task.CompletedTask;
    }
}
