using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Ledger.Verification;

/// <summary>Checks an item against all leases that it ever had.</summary>
internal static class LeasesOfItem
{
    /// <summary>Checks one item.</summary>
    /// <param name="findings">Where broken promises are noted.</param>
    /// <param name="item">The item with its labels.</param>
    /// <param name="leases">Its leases by epoch.</param>
    public static void Check(Findings findings, ItemRecord item, IReadOnlyList<PastLease> leases)
    {
        var id = item.State.Id;
        for (var i = 1; i < leases.Count; i++)
        {
            // An answer or a skip is accepted under the newest epoch only, so such a lease was over whatever a clock said that was set back meanwhile.
            var (before, next) = (leases[i - 1], leases[i]);
            findings.Expect(
                before.IsAnswered || before.IsSkipped || before.Lease.ExpiresAt <= next.Lease.LeasedAt,
                Promises.OneHolder,
                () => $"item {id}: {before.Lease.Id} of {before.Lease.Annotator} ends {before.Lease.ExpiresAt:O}, {next.Lease.Id} of {next.Lease.Annotator} began {next.Lease.LeasedAt:O}");
        }

        findings.Expect(
            leases.Count == 0 ? item.State.Holder is null : leases[^1].Lease.Id.Epoch <= item.State.Epoch,
            Promises.Epochs, () => $"item {id} has epoch {item.State.Epoch}, its newest lease {(leases.Count == 0 ? "none" : leases[^1].Lease.Id.Epoch)}");

        var byEpoch = leases.DistinctBy(past => past.Lease.Id.Epoch).ToDictionary(past => past.Lease.Id.Epoch, past => past.Lease);
        var reached = 0L;
        foreach (var label in item.Labels)
        {
            var lease = byEpoch.GetValueOrDefault(label.LeaseId.Epoch);
            findings.Expect(
                lease is not null && lease.Id == label.LeaseId && lease.Annotator == label.Annotator && lease.LeasedAt == label.LeasedAt
                && lease.Grounds.Arm == label.Arm && label.LabelledAt >= label.LeasedAt,
                Promises.LeaseOfLabel, () => $"label {label.Sequence} under lease {label.LeaseId}");
            if (label.Class is not null)
            {
                var before = reached;
                findings.Expect(
                    label.LeaseId.Epoch > before, Promises.Epochs, () => $"label {label.Sequence} of item {id} has epoch {label.LeaseId.Epoch} after one of {before}");
                reached = label.LeaseId.Epoch;
            }
        }

        if (item.State is { Holder: not null, LeaseUntil: { } until })
        {
            findings.Expect(
                byEpoch.GetValueOrDefault(item.State.Epoch) is { } held && until <= held.ExpiresAt && held.Annotator == item.State.Holder,
                Promises.Queued, () => $"item {id} is held until {until:O} by {item.State.Holder}, which no lease says");
        }
    }
}
