using ActiveLearning.Contracts;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Labelled;

/// <summary>
/// The labelled items of one project, as this silo has read them from the ledger: the trainer learns from them, partitions count coverage by them. Reads on
/// from where it stopped; shared by all who ask on this silo. Items that the encoder could not read follow the project's LSA.
/// </summary>
/// <param name="project">The project.</param>
/// <param name="ledger">Where labels, items and LSA are.</param>
/// <param name="grains">Reaches the partitions, which know the vectors.</param>
/// <param name="encoding">Encodes what no partition has yet.</param>
/// <param name="lsas">The silo's LSAs.</param>
/// <param name="maximumLabels">Labelled items that a head learns from at most: of those that follow only the place is kept.</param>
public sealed class LabelledPool(ProjectRow project, ILedger ledger, IGrainFactory grains, EncodingLane encoding, PoolLsas lsas, int maximumLabels) : IDisposable
{
    private const int ReadAtOnce = 1_000;
    private const int MostStrings = 10_000;

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<string, string> _strings = [];

    // Items that follow the LSA and that no head is to learn from: partitions are asked for their n-grams again when another LSA is fitted, which is rare.
    private readonly HashSet<int> _unreadBeyond = [];
    private NumberedLsa? _lsa;
    private LabelledSnapshot _snapshot = LabelledSnapshot.Empty(project.Standard.Classes.Count);

    /// <summary>What was read last.</summary>
    public LabelledSnapshot Current => _snapshot;

    /// <summary>Reads on to the end of the ledger.</summary>
    public async Task<LabelledSnapshot> RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await RenewLsaAsync(cancellationToken);
            while (true)
            {
                var rows = await ledger.Labels.ReadLabelsAsync(project.Key, _snapshot.UpTo, ReadAtOnce, cancellationToken);
                if (rows.Count == 0)
                {
                    return await MarkTwinsAsync(cancellationToken);
                }

                await TakeAsync(rows, cancellationToken);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private async Task RenewLsaAsync(CancellationToken cancellationToken)
    {
        var newest = await lsas.RenewAsync(project.Key, cancellationToken);
        if (newest?.Row.Number == _lsa?.Row.Number)
        {
            return;
        }

        var anew = _snapshot.Items.Where(item => item.Features.IsLexical).ToDictionary(item => item.Ordinal, item => Kept(item.Features, newest));
        var beyond = await PlacesBeyondAsync(newest, cancellationToken);
        if (anew.Count + beyond.Count > 0)
        {
            _snapshot = _snapshot.Replaced(anew, beyond);
        }

        _lsa = newest;
    }

    private async Task<Dictionary<int, LabelledPlace>> PlacesBeyondAsync(NumberedLsa? lsa, CancellationToken cancellationToken)
    {
        var places = new Dictionary<int, LabelledPlace>();
        foreach (var ordinals in _unreadBeyond.Chunk(ReadAtOnce))
        {
            var items = await ledger.Items.ReadSomeAsync(project.Key, ordinals, cancellationToken);
            foreach (var (ordinal, features) in await FeaturesAsync(items, lsa, cancellationToken))
            {
                places.Add(ordinal, LabelledPlace.Of(ordinal, features));
            }
        }

        return places;
    }

    private async Task TakeAsync(IReadOnlyList<LabelRow> rows, CancellationToken cancellationToken)
    {
        // All rows of an item count, and few items get a second one: those are read again, not kept.
        var upTo = rows[^1].Sequence;
        var changed = rows.DistinctBy(row => row.Ordinal).ToArray();
        var items = await ledger.Items.ReadSomeAsync(project.Key, [.. changed.Select(row => row.Ordinal)], cancellationToken);
        if (items.Count < changed.Length)
        {
            throw new LedgerUnavailableException($"An item of project {project.Id} has a label but no row.");
        }

        var before = items.ToDictionary(item => item.State.Ordinal, item => LabelFold.Live(item.Labels.Where(row => row.Sequence <= _snapshot.UpTo)));
        var live = items.ToDictionary(item => item.State.Ordinal, item => LabelFold.Live(item.Labels.Where(row => row.Sequence <= upTo)));
        var missing = items.Where(item => live[item.State.Ordinal].Count > 0 && before[item.State.Ordinal].Count == 0).ToArray();
        var isLearntFrom = _snapshot.Items.Count < maximumLabels;
        var records = items.ToDictionary(item => item.State.Ordinal);
        var features = await FeaturesAsync(missing, _lsa, cancellationToken);

        // Read after the rows: whatever was labelled by now is in it.
        var twins = (await ledger.Groups.ReadLabelledTwinsAsync(project.Key, cancellationToken)).ToHashSet();
        var next = _snapshot.ToBuilder(upTo);
        foreach (var (ordinal, since) in changed.Select(row => (row.Ordinal, row.Sequence)))
        {
            var found = _snapshot.Find(ordinal);
            var was = ClassOf(before[ordinal]);
            if (ClassOf(live[ordinal]) is not { } itsClass)
            {
                if (was is { } left)
                {
                    next.Remove(ordinal, left);
                    _unreadBeyond.Remove(ordinal);
                }
            }
            else if (found is null && was is { } known)
            {
                next.Reclassify(known, itsClass);
            }
            else if (found is null && !isLearntFrom)
            {
                AddBeyond(next, ordinal, features[ordinal], itsClass);
            }
            else
            {
                found ??= new LabelledItem(ordinal, 0, false, features[ordinal], since, since)
                {
                    Attributes = [.. records[ordinal].Attributes.Select(pair => KeyValuePair.Create(Once(pair.Key), Once(pair.Value)))],
                    Script = DetectedScript.Of(records[ordinal].Text),
                };
                next.Put(found with
                {
                    Class = itsClass,
                    IsControl = LabelFold.IsControl(live[ordinal]),
                    Sequence = live[ordinal][^1].Sequence,
                    IsTestTwin = twins.Contains(ordinal),
                });
            }
        }

        _snapshot = next.Build();
    }

    private int? ClassOf(IReadOnlyList<LabelRow> live) => LabelFold.Posterior(project.Standard.Classes.Count, live) is { } posterior ? LabelFold.Decide(posterior) : null;

    private void AddBeyond(LabelledSnapshot.Builder next, int ordinal, TextFeatures features, int itsClass)
    {
        next.Add(LabelledPlace.Of(ordinal, features), itsClass);
        if (features.IsLexical)
        {
            _unreadBeyond.Add(ordinal);
        }
    }

    /// <summary>Twins may be found, or come with a later import, when an item is labelled already.</summary>
    private async Task<LabelledSnapshot> MarkTwinsAsync(CancellationToken cancellationToken)
    {
        var twins = await ledger.Groups.ReadLabelledTwinsAsync(project.Key, cancellationToken);
        var unmarked = twins.Select(_snapshot.Find).OfType<LabelledItem>().Where(item => !item.IsTestTwin).ToList();
        if (unmarked.Count > 0)
        {
            var next = _snapshot.ToBuilder(_snapshot.UpTo);
            unmarked.ForEach(item => next.Put(item with { IsTestTwin = true }));
            _snapshot = next.Build();
        }

        return _snapshot;
    }

    private async Task<IReadOnlyDictionary<int, TextFeatures>> FeaturesAsync(IReadOnlyList<ItemRecord> items, NumberedLsa? lsa, CancellationToken cancellationToken)
    {
        var features = new Dictionary<int, TextFeatures>();
        foreach (var known in await Task.WhenAll(items.GroupBy(i => GrainKeys.PartitionOf(i.State.Id, project.Partitions)).Select(KnownAsync)))
        {
            for (var i = 0; i < known.Ordinals.Length; i++)
            {
                features[known.Ordinals[i]] = Kept(known.Features[i], lsa);
            }
        }

        var unencoded = items.Where(i => !features.ContainsKey(i.State.Ordinal)).ToArray();
        if (unencoded.Length > 0)
        {
            var encoded = await encoding.EncodeAsync([.. unencoded.Select(i => i.Text)], urgent: true, cancellationToken);
            for (var i = 0; i < unencoded.Length; i++)
            {
                var vector = encoded.AsSpan(i * encoding.Dimensions, encoding.Dimensions);
                features[unencoded[i].State.Ordinal] = Kept(new TextFeatures(HashedNgrams.Extract(unencoded[i].Text), vector, PoolLsa.IsUnread(vector)), lsa);
            }
        }

        return features;

        // The partition that is asked may be the one whose loop asks, and be closing until that loop has ended: it must not wait for itself.
        Task<KnownFeatures> KnownAsync(IGrouping<int, ItemRecord> partition) => grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, partition.Key))
            .FeaturesOf([.. partition.Select(i => i.State.Ordinal)]).WaitAsync(cancellationToken);
    }

    // A partition may be ahead of this pool's LSA, or behind it: all labelled items are embedded by one, for which heads' items keep their n-grams.
    private TextFeatures Kept(TextFeatures features, NumberedLsa? lsa)
    {
        if (!features.IsLexical)
        {
            return features;
        }

        var embedding = new float[encoding.Dimensions];
        lsa?.Lsa.Encode(features.Ngrams(), embedding);
        return features.WithEmbedding(embedding);
    }

    /// <summary>The same string for the same characters, as long as there are few: a language is one of a handful, a channel's name one of millions.</summary>
    private string Once(string text)
    {
        if (_strings.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_strings.Count < MostStrings)
        {
            _strings.Add(text, text);
        }

        return text;
    }
}
