using ActiveLearning.Contracts;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Partitions;
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
public sealed class LabelledPool(ProjectRow project, ILedger ledger, IGrainFactory grains, EncodingLane encoding, PoolLsas lsas) : IDisposable
{
    private const int ReadAtOnce = 1_000;

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<int, List<LabelRow>> _rows = [];
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

        _lsa = newest;
        if (_snapshot.Items.Exists(item => item.IsLexical))
        {
            _snapshot = _snapshot.Replaced(item => item.IsLexical ? item with { Embedding = EmbedUnread(item.Ngrams) } : item);
        }
    }

    private float[] EmbedUnread(NgramVector ngrams)
    {
        var embedding = new float[encoding.Dimensions];
        _lsa?.Lsa.Encode(ngrams, embedding);
        return embedding;
    }

    private async Task TakeAsync(IReadOnlyList<LabelRow> rows, CancellationToken cancellationToken)
    {
        var changed = rows.Select(r => r.Ordinal).Distinct().ToArray();
        var missing = changed.Where(o => _snapshot.Find(o) is null).ToArray();
        var features = (await FeaturesAsync(missing, cancellationToken)).ToDictionary(f => f.Ordinal);
        foreach (var row in rows)
        {
            if (!_rows.TryGetValue(row.Ordinal, out var list))
            {
                _rows.Add(row.Ordinal, list = []);
            }

            // Rows are read again after a failure further down; each counts once.
            if (list.Count == 0 || list[^1].Sequence < row.Sequence)
            {
                list.Add(row);
            }
        }

        // Read after the rows: whatever was labelled by now is in it.
        var twins = (await ledger.Groups.ReadLabelledTwinsAsync(project.Key, cancellationToken)).ToHashSet();
        var next = _snapshot.ToBuilder(rows[^1].Sequence);
        foreach (var ordinal in changed)
        {
            var live = LabelFold.Live(_rows[ordinal]);
            var posterior = LabelFold.Posterior(project.Standard.Classes.Count, live);
            var known = _snapshot.Find(ordinal);
            if (posterior is null)
            {
                next.Remove(ordinal);
                continue;
            }

            // An item that was undone and answered again was dropped in between, so its features may have to be read anew.
            if (known is null && !features.ContainsKey(ordinal))
            {
                features[ordinal] = (await FeaturesAsync([ordinal], cancellationToken))[0];
            }

            next.Put(new LabelledItem(
                ordinal,
                LabelFold.Decide(posterior),
                LabelFold.IsControl(live),
                known?.Ngrams ?? features[ordinal].Ngrams,
                known?.Embedding ?? features[ordinal].Embedding,
                live[^1].Sequence,
                twins.Contains(ordinal))
            {
                Attributes = known?.Attributes ?? features[ordinal].Attributes,
                Script = known?.Script ?? features[ordinal].Script,
                IsLexical = known?.IsLexical ?? features[ordinal].IsLexical,
            });
        }

        _snapshot = next.Build();
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

    private async Task<IReadOnlyList<ItemFeatures>> FeaturesAsync(IReadOnlyList<int> ordinals, CancellationToken cancellationToken)
    {
        var items = new List<ItemRecord>();
        foreach (var item in await Task.WhenAll(ordinals.Select(ordinal => ledger.Items.ReadAsync(project.Key, ordinal, cancellationToken))))
        {
            items.Add(item ?? throw new LedgerUnavailableException($"An item of project {project.Id} has a label but no row."));
        }

        var vectors = new Dictionary<int, float[]>();
        var unread = new HashSet<int>();
        foreach (var known in await Task.WhenAll(items.GroupBy(i => GrainKeys.PartitionOf(i.State.Id, project.Partitions)).Select(KnownAsync)))
        {
            for (var i = 0; i < known.Ordinals.Length; i++)
            {
                vectors[known.Ordinals[i]] = known.Values.AsSpan(i * encoding.Dimensions, encoding.Dimensions).ToArray();
                if (known.IsLexical[i])
                {
                    unread.Add(known.Ordinals[i]);
                }
            }
        }

        var unencoded = items.Where(i => !vectors.ContainsKey(i.State.Ordinal)).ToArray();
        if (unencoded.Length > 0)
        {
            var encoded = await encoding.EncodeAsync([.. unencoded.Select(i => i.Text)], urgent: true, cancellationToken);
            for (var i = 0; i < unencoded.Length; i++)
            {
                var vector = encoded.AsSpan(i * encoding.Dimensions, encoding.Dimensions).ToArray();
                vectors[unencoded[i].State.Ordinal] = vector;
                if (PoolLsa.IsUnread(vector))
                {
                    unread.Add(unencoded[i].State.Ordinal);
                }
            }
        }

        return [.. items.Select(item =>
        {
            // A partition may be ahead of this pool's LSA, or behind it: all labelled items are embedded by one.
            var ngrams = HashedNgrams.Extract(item.Text);
            var isUnread = unread.Contains(item.State.Ordinal);
            return new ItemFeatures(
                item.State.Ordinal, ngrams, isUnread ? EmbedUnread(ngrams) : vectors[item.State.Ordinal], isUnread, item.Attributes, DetectedScript.Of(item.Text));
        })];

        // The partition that is asked may be the one whose loop asks, and be closing until that loop has ended: it must not wait for itself.
        Task<LabelledVectors> KnownAsync(IGrouping<int, ItemRecord> partition) => grains.Reach<IPoolPartitionGrain>(GrainKeys.Partition(project.Id, partition.Key))
            .VectorsOf([.. partition.Select(i => i.State.Ordinal)]).WaitAsync(cancellationToken);
    }

    private sealed record ItemFeatures(
        int Ordinal, NgramVector Ngrams, float[] Embedding, bool IsLexical, IReadOnlyDictionary<string, string> Attributes, TextScript Script);
}
