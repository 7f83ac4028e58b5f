using System.Numerics.Tensors;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Vectors;
using Microsoft.Extensions.Hosting;

namespace ActiveLearning.Benchmarks.Pools;

/// <summary>
/// A project of drawn items in a real ledger, and a real silo over it in this process. Vectors of drawn items go to the ledger's store, where partitions read them on
/// activation, so that a million items need no encoding.
/// </summary>
internal sealed class DrawnProject : IAsyncDisposable
{
    private const int Partitions = 8;
    private const int VectorsAtOnce = 500;
    private static readonly LeaseGrounds Grounds = new(Arm.Learn, "random", LeaseReason.Random, 0, float.NaN, null, []);

    private readonly string _folder = Directory.CreateTempSubdirectory("al-drawn-").FullName;
    private readonly SqliteLedger _ledger;
    private readonly RealPool _real;
    private IHost? _silo;

    private DrawnProject(RealPool real)
    {
        _real = real;
        _ledger = new SqliteLedger(new SqliteLedgerOptions { DataFile = Path.Combine(_folder, "ledger.db") }, TimeProvider.System);
    }

    public ILedger Ledger => _ledger;

    /// <summary>The folder of the ledger, as a silo process takes it; gone with the project.</summary>
    public string DataFolder => _folder;

    public ProjectRow Row { get; private set; } = null!;

    public IGrainFactory Grains => _silo!.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _silo!.Services;

    /// <summary>Creates the project without items.</summary>
    public static async Task<DrawnProject> CreateAsync(RealPool real, CancellationToken cancellationToken)
    {
        var drawn = new DrawnProject(real);
        var standard = new DatasetStandard(1, [.. Enumerable.Range(0, real.Classes).Select(c => new LabelClass($"class{c}"))], "", 1);
        drawn.Row = (await drawn._ledger.Projects.CreateAsync(
            new NewProject("drawn", "drawn", standard, 0.1, "auto", TimeSpan.FromMinutes(5), Partitions, 7), cancellationToken)).Project;
        return drawn;
    }

    /// <summary>The class that an item is labelled with: that of the real item it was drawn around.</summary>
    public int ClassOf(int ordinal) => _real.Labels[Nearest(ordinal)];

    /// <summary>Imports texts as they are; they have no vectors yet.</summary>
    public async Task ImportAsync(IReadOnlyList<string> texts, int from, ItemSplit split, IReadOnlyList<int>? gold, CancellationToken cancellationToken)
    {
        for (var first = 0; first < texts.Count; first += IItemLedger.MaximumSlice)
        {
            var rows = Enumerable.Range(first, Math.Min(IItemLedger.MaximumSlice, texts.Count - first)).Select(i => Item(from + i, texts[i], split, gold?[i])).ToArray();
            await _ledger.Items.ImportAsync(Row.Key, rows, cancellationToken);
        }
    }

    /// <summary>Stores vectors of imported items.</summary>
    public async Task StoreVectorsAsync(int from, float[] vectors, CancellationToken cancellationToken)
    {
        var count = vectors.Length / _real.Dimensions;
        foreach (var partition in Enumerable.Range(from, count).GroupBy(number => GrainKeys.PartitionOf($"item{number}", Partitions)))
        {
            var values = partition.SelectMany(number => vectors.Skip((number - from) * _real.Dimensions).Take(_real.Dimensions)).Select(v => (Half)v).ToArray();
            await _ledger.Vectors.AppendAsync(
                Row.Key, new VectorChunk(partition.Key, UseLiteEncoder.CurrentVersion, [.. partition], _real.Dimensions, values), cancellationToken);
        }
    }

    /// <summary>Imports drawn items from ordinal 0 on, with their vectors.</summary>
    public async Task ImportDrawnAsync(int items, CancellationToken cancellationToken)
    {
        var chunks = Enumerable.Range(0, Partitions).Select(_ => (Ordinals: new List<int>(), Values: new List<Half>())).ToArray();
        var vector = new float[_real.Dimensions];
        var halves = new Half[_real.Dimensions];
        var draw = new DrawnItems(_real, 0);
        for (var first = 0; first < items; first += IItemLedger.MaximumSlice)
        {
            var rows = Enumerable.Range(first, Math.Min(IItemLedger.MaximumSlice, items - first)).Select(i => Item(i, TextOf(i), ItemSplit.Pool, null)).ToArray();
            await _ledger.Items.ImportAsync(Row.Key, rows, cancellationToken);
            for (var i = 0; i < rows.Length; i++)
            {
                draw.Draw(first + i, vector);
                TensorPrimitives.ConvertToHalf(vector, halves);
                var (ordinals, values) = chunks[rows[i].Partition];
                ordinals.Add(first + i);
                values.AddRange(halves);
                if (ordinals.Count == VectorsAtOnce)
                {
                    await AppendAsync(rows[i].Partition, chunks, cancellationToken);
                }
            }
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            await AppendAsync(partition, chunks, cancellationToken);
        }
    }

    /// <summary>The features that the partitions hold of drawn items, once more: what a bare loop runs over. Part of a pool of <paramref name="items"/>, by ordinals.</summary>
    public FeatureBlock BlockOf(int part, int parts, int items, CancellationToken cancellationToken)
    {
        var block = new FeatureBlock(_real.Dimensions);
        var draw = new DrawnItems(_real, 0);
        var vector = new float[_real.Dimensions];
        var halves = new Half[_real.Dimensions];
        for (var number = part; number < items; number += parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            draw.Draw(number, vector);
            TensorPrimitives.ConvertToHalf(vector, halves);
            TensorPrimitives.ConvertToSingle(halves, vector);
            block.SetEmbedding(block.Add(HashedNgrams.Extract(TextOf(number))), vector);
        }

        return block;
    }

    /// <summary>Labels the first items, as many annotators at once would.</summary>
    public Task LabelFirstAsync(int labels, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, labels),
        new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken },
        async (ordinal, token) =>
        {
            var granted = await _ledger.Labels.GrantAsync(
                new GrantRequest(Row.Key, ordinal, 0, $"first{ordinal % 64}", TimeSpan.FromMinutes(5), LeaseChannel.Http, Grounds), token);
            await _ledger.Labels.RecordAsync(new RecordRequest(Row.Key, granted.Lease!.Id, ClassOf(ordinal), 500, 1), token);
        });

    /// <summary>Starts the silo; every single label is worth a fit, and no test of patience stands before it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _silo = await LoneSilo.StartAsync(
            _ledger,
            new Dictionary<string, string?>
            {
                ["Refit:LeastLabels"] = "1",
                ["Refit:Growth"] = "0",
            },
            cancellationToken);
    }

    public IPoolPartitionGrain[] PartitionGrains() => [.. Enumerable.Range(0, Partitions).Select(p => Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(Row.Id, p)))];

    public IAnnotatorGrain Annotator(string name) => Grains.GetGrain<IAnnotatorGrain>(GrainKeys.Annotator(Row.Id, name));

    /// <summary>Waits until every partition satisfies a condition, looking every few milliseconds.</summary>
    public async Task WaitAsync(Func<PartitionCoverage, bool> condition, CancellationToken cancellationToken)
    {
        foreach (var partition in PartitionGrains())
        {
            while (!condition(await partition.GetCoverage()))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Closes the ledger, so that a silo process can have it.</summary>
    public ValueTask CloseAsync() => _ledger.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.StopAsync();
            _silo.Dispose();
        }

        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private int Nearest(int number) => DrawnItems.Sources(number, _real.Count).Nearer;

    /// <summary>Words of the nearer item with every eighth from the other: n-grams are drawn around real ones, and no two texts are the same.</summary>
    private string TextOf(int number)
    {
        var (nearer, farther) = DrawnItems.Sources(number, _real.Count);
        var words = _real.Texts[nearer].Split(' ');
        var others = _real.Texts[farther].Split(' ');
        for (var i = number % 8; i < words.Length; i += 8)
        {
            words[i] = others[i % others.Length];
        }

        return $"{string.Join(' ', words)} {number}";
    }

    private NewItem Item(int number, string text, ItemSplit split, int? gold)
    {
        var id = $"item{number}";
        return new NewItem(
            id, text, new Dictionary<string, string>(), gold, split, GrainKeys.PartitionOf(id, Partitions), WalkRank.Of(unchecked((ulong)Row.WalkSeed), id));
    }

    private async Task AppendAsync(int partition, (List<int> Ordinals, List<Half> Values)[] chunks, CancellationToken cancellationToken)
    {
        var (ordinals, values) = chunks[partition];
        await _ledger.Vectors.AppendAsync(
            Row.Key, new VectorChunk(partition, UseLiteEncoder.CurrentVersion, [.. ordinals], _real.Dimensions, [.. values]), cancellationToken);
        ordinals.Clear();
        values.Clear();
    }
}
