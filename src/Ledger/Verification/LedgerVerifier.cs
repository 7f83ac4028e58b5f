using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Verification;

/// <summary>
/// Reads a project's ledger from end to end and checks what it promises. Works on any backend, as it reads only through <see cref="ILedger"/>. Counters and
/// leases are compared with what was read a moment before, so run it on a <see cref="LedgerSnapshot"/>, or while nobody writes. Memory grows by one bit a label and one number an item,
/// an annotator and a near-duplicate group.
/// </summary>
/// <param name="ledger">The ledger to check.</param>
/// <param name="clock">The ledger's clock, which says which leases are live.</param>
public sealed class LedgerVerifier(ILedger ledger, TimeProvider clock)
{
    private const int LabelsAPage = 1_000;

    /// <summary>Checks one project.</summary>
    /// <returns>Every promise, in a fixed order, with what breaks it.</returns>
    public async Task<IReadOnlyList<InvariantCheck>> VerifyAsync(int projectKey, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        var now = clock.GetUtcNow();
        var counts = await ledger.Projects.CountAsync(projectKey, cancellationToken).ConfigureAwait(false);
        var queued = await ReadQueuesAsync(projectKey, cancellationToken).ConfigureAwait(false);
        var recount = new Recount();
        var leases = ledger.Labels.ReadLeasesAsync(projectKey, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (leases.ConfigureAwait(false))
        {
            var more = await leases.MoveNextAsync().ConfigureAwait(false);
            var own = new List<PastLease>();
            await foreach (var item in ledger.Items.ReadAllAsync(projectKey, cancellationToken).ConfigureAwait(false))
            {
                var ordinal = item.State.Ordinal;
                findings.Expect(ordinal == recount.Total, Promises.Dense, () => $"item {item.State.Id} has ordinal {ordinal}, not {recount.Total}");
                recount.Add(item, now);
                CheckItem(findings, item);
                findings.Expect(
                    queued.GetValueOrDefault(ordinal) == 1, Promises.Queued, () => $"item {item.State.Id} is read by {queued.GetValueOrDefault(ordinal)} partitions");

                // Both come by ordinal.
                own.Clear();
                for (; more && leases.Current.Lease.Id.Ordinal <= ordinal; more = await leases.MoveNextAsync().ConfigureAwait(false))
                {
                    if (leases.Current.Lease.Id.Ordinal == ordinal)
                    {
                        own.Add(leases.Current);
                    }
                }

                LeasesOfItem.Check(findings, item, own);
            }
        }

        await CheckSequenceAsync(findings, projectKey, counts, recount, cancellationToken).ConfigureAwait(false);
        await CheckLeasesAsync(findings, projectKey, recount, cancellationToken).ConfigureAwait(false);
        foreach (var (representative, says, members) in recount.Groups())
        {
            findings.Expect(
                says == members, Promises.OneRepresentative, () => $"item {representative} stands for {(says is null ? "nobody" : says)}, but {members} name it");
        }

        var expected = recount.ToCounts();
        findings.Expect(
            (counts.Labels, counts.Settled, counts.SettledByGroup) == (expected.Labels, expected.Settled, expected.SettledByGroup),
            Promises.Coverage,
            () => $"shown {counts.Labels} labels and {counts.Settled} settled items ({counts.SettledByGroup} by their group), stored {expected.Labels} and {expected.Settled} ({expected.SettledByGroup})");
        findings.Expect(counts == expected, Promises.Counters, () => $"stored {counts}, counted {expected}");
        var stored = await ledger.Labels.CountByAnnotatorAsync(projectKey, cancellationToken).ConfigureAwait(false);
        findings.Expect(
            stored.ToDictionary(count => count.Annotator, count => count.Labels).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .SequenceEqual(recount.LabelsByAnnotator.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
            Promises.ByAnnotator, () => $"stored {string.Join(", ", stored)}, counted {string.Join(", ", recount.LabelsByAnnotator)}");
        return findings.ToChecks();
    }

    /// <summary>How many partitions read each item.</summary>
    private async Task<Dictionary<int, byte>> ReadQueuesAsync(int projectKey, CancellationToken cancellationToken)
    {
        var projects = await ledger.Projects.ListAsync(cancellationToken).ConfigureAwait(false);
        var queued = new Dictionary<int, byte>();
        for (var partition = 0; partition < projects.Single(project => project.Key == projectKey).Partitions; partition++)
        {
            await foreach (var item in ledger.Items.ReadPartitionAsync(projectKey, partition, 0, cancellationToken).ConfigureAwait(false))
            {
                queued[item.State.Ordinal] = (byte)(queued.GetValueOrDefault(item.State.Ordinal) + 1);
            }
        }

        return queued;
    }

    private static void CheckItem(Findings findings, ItemRecord item)
    {
        var state = item.State;
        var live = LabelRow.LiveAnswers(item.Labels);
        findings.Expect(
            state.LiveLabels <= state.Overlap && live.Count <= state.Overlap, Promises.WithinOverlap, () => $"item {state.Id}: {live.Count} of {state.Overlap}");
        findings.Expect(state.LiveLabels == live.Count, Promises.LiveLabels, () => $"item {state.Id} says {state.LiveLabels}, has {live.Count}");
        findings.Expect(live.DistinctBy(label => label.Annotator).Count() == live.Count, Promises.OneAnswerAnAnnotator, () => $"item {state.Id}");

        var answers = item.Labels.Where(label => label.Class is not null).ToList();
        findings.Expect(answers.DistinctBy(label => label.LeaseId).Count() == answers.Count, Promises.OneAnswerALease, () => $"item {state.Id}");
        var undos = item.Labels.Where(label => label.Supersedes is not null).ToList();
        findings.Expect(
            undos.DistinctBy(undo => undo.Supersedes).Count() == undos.Count
            && undos.TrueForAll(undo => undo.Class is null
                && answers.Exists(answer => answer.Sequence == undo.Supersedes && answer.LeaseId == undo.LeaseId && answer.Sequence < undo.Sequence)),
            Promises.Undos, () => $"item {state.Id}");
        findings.Expect(state.Split == ItemSplit.Pool || (state.Epoch == 0 && item.Labels.Count == 0), Promises.HeldOut, () => $"item {state.Id}");
        findings.Expect(
            state.Representative is null
            || (state is { Split: ItemSplit.Pool, Holder: null, LiveLabels: 0, Blocked: false, Represented: 0 } && live.Count == 0),
            Promises.Represented, () => $"item {state.Id}");
        findings.Expect(state.Holder is null || !(state.IsSettled || state.Blocked), Promises.Closed, () => $"item {state.Id} is held by {state.Holder}");
    }

    private async Task CheckSequenceAsync(
        Findings findings, int projectKey, ProjectCounts counts, Recount recount, CancellationToken cancellationToken)
    {
        var last = 0L;
        IReadOnlyList<LabelRow> page;
        do
        {
            page = await ledger.Labels.ReadLabelsAsync(projectKey, last, LabelsAPage, cancellationToken).ConfigureAwait(false);
            foreach (var label in page)
            {
                var (before, sequence) = (last, label.Sequence);
                findings.Expect(sequence == before + 1, Promises.NoGaps, () => $"{sequence} follows {before}");
                findings.Expect(recount.Saw(sequence), Promises.NoGaps, () => $"{sequence} stands under no item");
                last = sequence;
            }
        }
        while (page.Count == LabelsAPage);
        findings.Expect(
            last == counts.LastLabel && recount.Rows == last, Promises.NoGaps, () => $"last is {last}, the counter says {counts.LastLabel}, items have {recount.Rows}");
    }

    private async Task CheckLeasesAsync(Findings findings, int projectKey, Recount recount, CancellationToken cancellationToken)
    {
        foreach (var (holder, held) in recount.HeldByAnnotator)
        {
            var leases = await ledger.Labels.ReadLiveLeasesAsync(projectKey, holder, cancellationToken).ConfigureAwait(false);
            findings.Expect(
                held.Count == leases.Count && held.SetEquals(leases.Select(leased => leased.Lease.Id.Ordinal)),
                Promises.LiveLeases, () => $"{holder} holds {string.Join(", ", held)} but has leases on {string.Join(", ", leases.Select(leased => leased.Lease.Id))}");
        }
    }
}
