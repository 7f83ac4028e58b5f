using ActiveLearning.Contracts;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Learning.NearDuplicates;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Grouping;

/// <summary>What one round of a comparison led to.</summary>
/// <param name="Pairs">Pairs of near-duplicates that were found.</param>
/// <param name="UpTo">Items below this ordinal have been compared.</param>
/// <param name="Changed">Items whose state or place in the walk changed.</param>
public sealed record ComparisonRound(int Pairs, int UpTo, IReadOnlyList<PartitionItem> Changed);

/// <summary>
/// Compares a project's items in the order of their ordinals and joins those that are close. After a restart the items that were compared before are only entered again, so
/// that later ones meet them.
/// </summary>
public sealed class TextComparison(ProjectRow project, ILedger ledger, ScoringLane lane)
{
    private const int ItemsAtOnce = 250;

    private readonly NearDuplicateFinder _finder = new();
    private readonly List<int> _keptApart = [];
    private int _next;
    private int? _comparedBefore;

    /// <summary>Notes that an owner took an item out of its group. Taken over before the next items: the finder may be at work on the lane.</summary>
    public void KeepApart(int ordinal) => _keptApart.Add(ordinal);

    /// <summary>Takes the next items; null when there are none.</summary>
    public async Task<ComparisonRound?> TakeSomeAsync(CancellationToken cancellationToken)
    {
        _keptApart.ForEach(_finder.KeepApart);
        _keptApart.Clear();
        _comparedBefore ??= await ledger.Groups.ReadComparedUpToAsync(project.Key, cancellationToken);
        var items = await ledger.Groups.ReadForComparisonAsync(project.Key, _next, ItemsAtOnce, cancellationToken);
        if (items.Count == 0)
        {
            return null;
        }

        // Copies and short texts can only be exact duplicates, which were found at import.
        var texts = await lane.RunAsync(
            () => items.Where(item => !item.IsCopy)
                .Select(item => (Item: item, Text: NormalText.Of(item.Text)))
                .Where(entry => !entry.Text.IsShort)
                .Select(entry => (entry.Item, entry.Text, Bands: MinHashBands.Of(entry.Text)))
                .ToArray(),
            cancellationToken);
        foreach (var item in items)
        {
            NoteGroup(item);
        }

        var candidates = new List<ClosePair>();
        foreach (var (item, _, bands) in texts)
        {
            var sharing = _finder.Enter(item.Ordinal, item.Split == ItemSplit.Test, bands);
            candidates.AddRange(item.Ordinal >= _comparedBefore ? sharing : []);
        }

        _next = items[^1].Ordinal + 1;
        return _next <= _comparedBefore
            ? new ComparisonRound(0, _next, [])
            : await JoinAsync(items, candidates, texts.ToDictionary(entry => entry.Item.Ordinal, entry => entry.Text), cancellationToken);
    }

    private async Task<ComparisonRound> JoinAsync(
        IReadOnlyList<ComparedItem> items, List<ClosePair> candidates, Dictionary<int, NormalText> texts, CancellationToken cancellationToken)
    {
        var earlier = candidates.Select(pair => pair.Other).Where(other => !texts.ContainsKey(other)).Distinct().ToArray();
        var read = await ledger.Items.ReadTextsAsync(project.Key, earlier, cancellationToken);
        var pairs = await lane.RunAsync(
            () =>
            {
                foreach (var item in read)
                {
                    texts[item.Ordinal] = NormalText.Of(item.Text);
                }

                return _finder.Confirm(candidates, ordinal => texts[ordinal]);
            },
            cancellationToken);
        var joined = await ledger.Groups.JoinAsync(
            project.Key, [.. pairs.Select(pair => new NearPair(pair.Item, pair.Other))], _next, cancellationToken);

        // A copy may have moved its group forward in the walk when it was imported; nobody told the partition of the one that stands for it.
        var standing = items.Where(item => item.Representative is not null).Select(item => item.Representative!.Value).Distinct().ToArray();
        var moved = await ledger.Items.ReadStatesAsync(project.Key, standing, cancellationToken);
        return new ComparisonRound(pairs.Count, _next, [.. joined.Concat(moved).DistinctBy(item => item.State.Ordinal)]);
    }

    private void NoteGroup(ComparedItem item)
    {
        if (item.Representative is { } representative)
        {
            _finder.Join(item.Ordinal, representative);
        }

        if (item.KeptApart)
        {
            _finder.KeepApart(item.Ordinal);
        }
    }
}
