using ActiveLearning.Contracts;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Grains.Annotators;

/// <content>How the buffer is filled: the router names items, their grains grant them.</content>
public sealed partial class AnnotatorGrain
{
    private const int Attempts = 6;

    private readonly ClosedItems _closed = new();
    private bool _unsure;

    /// <summary>Leases the best items until the buffer holds <paramref name="count"/>; a conflict is ordinary and followed by the next candidate.</summary>
    private async Task TopUpAsync(int count, LeaseChannel channel)
    {
        _buffer.DropExpired(time.GetUtcNow());
        if (_unsure)
        {
            await ReadHeldAsync();
        }

        if (_closed.IsDue)
        {
            await ReadClosedAsync(CancellationToken.None);
        }

        for (var attempt = 0; attempt < Attempts && _buffer.Count < count; attempt++)
        {
            var assignments = await Router.Assign(_annotator, count - _buffer.Count, Excluded());
            _paused = assignments.Paused;
            if (assignments.Items.Count == 0)
            {
                break;
            }

            var grants = assignments.Items.Select(a => GrantAsync(a, channel)).ToArray();
            await ((Task)Task.WhenAll(grants)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            foreach (var granted in grants.Where(g => g.IsCompletedSuccessfully))
            {
                if (await granted is { } item)
                {
                    _buffer.Add(item);
                }
            }

            if (Array.Find(grants, g => !g.IsCompletedSuccessfully) is { } failed)
            {
                // Whether it was granted is unknown; an item that was would be held for nobody until the lease ends.
                _unsure = true;
                await failed;
            }
        }
    }

    private async Task<LeasedItem?> GrantAsync(Assignment assignment, LeaseChannel channel)
    {
        var item = assignment.Item;
        var grounds = new LeaseGrounds(
            assignment.IsControl ? Arm.Control : Arm.Learn,
            item.Strategy,
            item.Reason,
            item.Neighbours,
            float.IsFinite((float)item.Rank) && !assignment.IsControl ? (float)item.Rank : 0,
            item.Probabilities.Length > 0 ? assignment.Champion : null,
            item.Probabilities);
        ItemGrant grant;
        try
        {
            grant = await GrainFactory.Reach<IContentItemGrain>(GrainKeys.Item(_project.Row.Id, item.Ordinal)).Grant(_annotator, channel, grounds);
        }
        catch
        {
            // Perhaps nobody has it: the router is not to say that somebody does.
            Router.LeaseEnded(item.Ordinal).Ignore();
            throw;
        }

        if (grant.Item is null)
        {
            if (grant.Outcome == GrantOutcome.NotForThisAnnotator)
            {
                _closed.Add(item.Ordinal);
            }

            // Held by somebody: then the router's note of it is theirs. Settled or set aside: then nobody is to have it.
            if (grant.Outcome is GrantOutcome.NotForThisAnnotator or GrantOutcome.StaleEpoch)
            {
                Router.LeaseEnded(item.Ordinal).Ignore();
            }
        }

        return grant.Item;
    }

    /// <summary>Makes the buffer hold what the ledger says is held.</summary>
    private async Task ReadHeldAsync()
    {
        var live = await ledger.Labels.ReadLiveLeasesAsync(_project.Row.Key, _annotator, CancellationToken.None);
        _buffer.Keep([.. live.Where(item => !_offers.ContainsKey(item.Lease.Id))]);
        _unsure = false;
    }

    private async Task ReadClosedAsync(CancellationToken cancellationToken) =>
        _closed.Replace(await ledger.Labels.ReadClosedToAsync(_project.Row.Key, _annotator, ClosedItems.Most, cancellationToken));

    private int[] Excluded() => [.. _closed.All, .. _buffer.All.Select(i => i.Lease.Id.Ordinal), .. _offers.Keys.Select(o => o.Ordinal)];
}
