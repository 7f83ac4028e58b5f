using ActiveLearning.Contracts;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// Brings a partition's new items in: states first, so that they can be leased; then texts as n-grams; then stored vectors; then the encoder for what
/// has none. Items are encoded in the order of the walk, so that the encoded part is at every moment a random sample of the pool. Texts that the encoder can't read are embedded by the project's
/// LSA, and again when there is a newer one; that is quick and is not stored.
/// </summary>
public sealed class PartitionIntake(
    ProjectRow project, int partition, ILedger ledger, EncodingLane encoding, ImportActivity imports, PoolLsas lsas, ScoringLane lane, PoolRows rows, PartitionFeatures features)
{
    private const int TextsAtOnce = 500;

    // Partitions tell of unread texts in steps of so many, and of the rest when there is nothing left to encode.
    private const int UnreadAtOnce = 500;

    private readonly Signal _imported = new();
    private readonly TaskCompletionSource _vectorsRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _testOrdinals = [];
    private readonly Dictionary<int, (int Class, TextScript Script)> _gold = [];
    private Task _reading = Task.CompletedTask;
    private NumberedLsa? _lsa;
    private bool _lsaDue = true;
    private int _unreadTold;
    private int _nextOrdinal;
    private int _encodedWalk;
    private int _encodedTest;
    private int _walkVersion;

    /// <summary>Held-out items of the partition.</summary>
    public int TestItems => _testOrdinals.Count;

    /// <summary>Completes when the vectors that were stored before this activation have been read.</summary>
    public Task VectorsRead => _vectorsRead.Task;

    /// <summary>Raised with the pool rows that got a vector.</summary>
    public event Action<IReadOnlyList<int>>? Encoded;

    /// <summary>Raised with the pool rows whose embedding was replaced by that of a newer LSA.</summary>
    public event Action<IReadOnlyList<int>>? Reembedded;

    /// <summary>Raised when the encoder could not read some more of the texts.</summary>
    public event Action? UnreadGrew;

    /// <summary>Number of the LSA that embeds all texts here that the encoder could not read; 0 while there is none.</summary>
    public int LsaNumber { get; private set; }

    /// <summary>Wakes the loop after the project's LSA was fitted.</summary>
    public void NoteLsa()
    {
        _lsaDue = true;
        _imported.Ring();
    }

    /// <summary>Wakes the loop after an import.</summary>
    public void NoteImport() => _imported.Ring();

    /// <summary>Reads the states of items that came since the last call.</summary>
    public Task ReadNewItemsAsync(CancellationToken cancellationToken) => _reading = ReadAfterAsync(_reading, cancellationToken);

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // After a failure the loop starts here again, and what the failed batch held has no vector yet.
        _encodedWalk = 0;
        _encodedTest = 0;
        _lsaDue = true;
        while (true)
        {
            await ReadNewItemsAsync(cancellationToken);
            await ReadTextsAsync(cancellationToken);
            await RenewLsaAsync(cancellationToken);
            if (!VectorsRead.IsCompleted)
            {
                await ReadVectorsAsync(cancellationToken);
                _vectorsRead.SetResult();
            }

            // Calls read new items, too, while the loop waits above: n-grams of all that is known stand before any vector does.
            await ReadTextsAsync(cancellationToken);
            var isEncoded = !await EncodeSomeAsync(cancellationToken);
            GrainInstruments.PartitionBacklog.Record(rows.Count - features.Pool.EncodedCount, GrainInstruments.Of(project.Id, partition));
            if (features.Pool.LexicalCount >= _unreadTold + (isEncoded ? 1 : UnreadAtOnce))
            {
                _unreadTold = features.Pool.LexicalCount;
                UnreadGrew?.Invoke();
            }

            if (isEncoded && !_lsaDue)
            {
                // The patience is a safety net: a lost hint costs freshness for this long.
                await _imported.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
                _lsaDue = true;
            }
        }
    }

    /// <summary>Calls and the loop both read; one after another, or an item would stand in two rows.</summary>
    private async Task ReadAfterAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await foreach (var item in ledger.Items.ReadPartitionAsync(project.Key, partition, _nextOrdinal, cancellationToken))
        {
            _nextOrdinal = item.State.Ordinal + 1;
            if (item.State.Split == ItemSplit.Test)
            {
                _testOrdinals.Add(item.State.Ordinal);
            }
            else
            {
                rows.Add(item);
            }
        }
    }

    private async Task ReadTextsAsync(CancellationToken cancellationToken)
    {
        // Somebody may wait for the vectors that were stored before: what comes in meanwhile is not waited for.
        var known = rows.Count;
        while (features.Pool.Count < (VectorsRead.IsCompleted ? rows.Count : known))
        {
            await (VectorsRead.IsCompleted ? imports.GiveWayAsync(cancellationToken) : Task.CompletedTask);
            var first = features.Pool.Count;
            var ordinals = Enumerable.Range(first, Math.Min(TextsAtOnce, rows.Count - first)).Select(rows.OrdinalOf).ToArray();
            foreach (var ngrams in await NgramsAsync(ordinals, cancellationToken))
            {
                features.AddPool(ngrams);
            }
        }

        while (features.Test.Count < _testOrdinals.Count)
        {
            var ordinals = _testOrdinals.Skip(features.Test.Count).Take(TextsAtOnce).ToArray();
            await ReadGoldAsync(ordinals[0], ordinals[^1], cancellationToken);
            var ngrams = await NgramsAsync(ordinals, cancellationToken);
            for (var i = 0; i < ordinals.Length; i++)
            {
                var (gold, script) = _gold[ordinals[i]];
                features.AddTest(ordinals[i], gold, script, ngrams[i]);
                _gold.Remove(ordinals[i]);
            }
        }
    }

    private async Task ReadGoldAsync(int first, int last, CancellationToken cancellationToken)
    {
        await foreach (var item in ledger.Items.ReadTestAsync(project.Key, first, cancellationToken))
        {
            if (item.Ordinal > last)
            {
                return;
            }

            if (_testOrdinals.BinarySearch(item.Ordinal) >= 0)
            {
                _gold[item.Ordinal] = (item.Gold, DetectedScript.Of(item.Text));
            }
        }
    }

    private async Task<NgramVector[]> NgramsAsync(int[] ordinals, CancellationToken cancellationToken)
    {
        var texts = await ledger.Items.ReadTextsAsync(project.Key, ordinals, cancellationToken);
        return texts.Count == ordinals.Length
            ? await lane.RunAsync(() => texts.Select(t => HashedNgrams.Extract(t.Text)).ToArray(), cancellationToken)
            : throw new LedgerUnavailableException($"Texts of project {project.Id} are missing between items {ordinals[0]} and {ordinals[^1]}.");
    }

    /// <summary>Embeds by the newest LSA what an older one, or none, has embedded; in steps, so that calls get their turns.</summary>
    private async Task RenewLsaAsync(CancellationToken cancellationToken)
    {
        if (!_lsaDue)
        {
            return;
        }

        _lsaDue = false;
        _lsa = await lsas.RenewAsync(project.Key, cancellationToken);
        if (_lsa is not { } newest || newest.Row.Number == LsaNumber)
        {
            return;
        }

        var pool = await ReembedAsync(features.Pool, newest.Lsa, cancellationToken);
        await ReembedAsync(features.Test, newest.Lsa, cancellationToken);
        LsaNumber = newest.Row.Number;
        if (pool.Count > 0)
        {
            Reembedded?.Invoke(pool);
        }
    }

    private async Task<List<int>> ReembedAsync(FeatureBlock block, PoolLsa lsa, CancellationToken cancellationToken)
    {
        var unread = Enumerable.Range(0, block.Count).Where(block.IsLexical).ToList();
        foreach (var some in unread.Chunk(TextsAtOnce))
        {
            var embeddings = await lane.RunAsync(
                () => some.Select(row =>
                {
                    var embedding = new float[lsa.Dimensions];
                    lsa.Encode(block.Ngrams(row), embedding);
                    return embedding;
                }).ToArray(),
                cancellationToken);
            for (var i = 0; i < some.Length; i++)
            {
                block.SetEmbedding(some[i], embeddings[i], isLexical: true);
            }
        }

        return unread;
    }

    private async Task ReadVectorsAsync(CancellationToken cancellationToken)
    {
        var read = new List<int>();
        await foreach (var chunk in ledger.Vectors.ReadAsync(project.Key, partition, encoding.EncoderVersion, cancellationToken))
        {
            var values = new float[chunk.Values.Length];
            System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(chunk.Values, values);
            read.AddRange(SetVectors(chunk.Ordinals, values));
        }

        Encoded?.Invoke(read);
    }

    private async Task<bool> EncodeSomeAsync(CancellationToken cancellationToken)
    {
        var ordinals = NextToEncode(encoding.BatchSize);
        if (ordinals.Length == 0)
        {
            return false;
        }

        await imports.GiveWayAsync(cancellationToken);
        var texts = await ledger.Items.ReadTextsAsync(project.Key, ordinals, cancellationToken);
        var vectors = await encoding.EncodeAsync([.. texts.Select(t => t.Text)], urgent: false, cancellationToken);
        var halves = new Half[vectors.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(vectors, halves);
        await ledger.Vectors.AppendAsync(
            project.Key, new VectorChunk(partition, encoding.EncoderVersion, ordinals, encoding.Dimensions, halves), cancellationToken);
        Encoded?.Invoke(SetVectors(ordinals, vectors));
        return true;
    }

    private int[] NextToEncode(int count)
    {
        var walk = rows.WalkOrder();
        if (_walkVersion != rows.WalkVersion)
        {
            _walkVersion = rows.WalkVersion;
            _encodedWalk = 0;
        }

        var next = new List<int>(count);
        for (; _encodedWalk < walk.Count && next.Count < count; _encodedWalk++)
        {
            if (!features.Pool.HasEmbedding(walk[_encodedWalk]))
            {
                next.Add(walk[_encodedWalk]);
            }
        }

        // Held-out items go along in proportion, so that evaluation has something to stand on from the start.
        var ordinals = next.Select(rows.OrdinalOf).ToList();
        var test = rows.Count == 0 || next.Count == 0 ? count : (int)Math.Ceiling((double)count * TestItems / rows.Count);
        for (; _encodedTest < features.Test.Count && test > 0; _encodedTest++)
        {
            if (!features.Test.HasEmbedding(_encodedTest))
            {
                ordinals.Add(features.TestOrdinals[_encodedTest]);
                test--;
            }
        }

        // Texts are read back in the order asked, so the order of ordinals is the order of vectors.
        return [.. ordinals];
    }

    private List<int> SetVectors(int[] ordinals, float[] vectors)
    {
        var pool = new List<int>(ordinals.Length);
        for (var i = 0; i < ordinals.Length; i++)
        {
            var vector = vectors.AsSpan(i * encoding.Dimensions, encoding.Dimensions);
            if (rows.RowOf(ordinals[i]) is >= 0 and var row)
            {
                PoolLsa.Place(features.Pool, row, vector, _lsa?.Lsa);
                pool.Add(row);
            }
            else if (features.TestRowOf(ordinals[i]) is >= 0 and var test)
            {
                PoolLsa.Place(features.Test, test, vector, _lsa?.Lsa);
            }
        }

        return pool;
    }
}
