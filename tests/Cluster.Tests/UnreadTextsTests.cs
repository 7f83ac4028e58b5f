using System.Numerics.Tensors;
using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Evaluation;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.Synthetic;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Cluster.Tests;

/// <summary>Texts that the encoder can't read, through real grains.</summary>
public sealed class UnreadTextsTests(EnglishReadingCluster cluster) : IClassFixture<EnglishReadingCluster>
{
    private const int Topics = 3;
    private const string Latin = "abcdefghijklmnopqrstuvwxyz";
    private const string Cyrillic = "абцдефгхийклмнопярстувюжыз";

    private static readonly string[] English =
    [
        "the weather is lovely today and we are going to the park", "please send me the report before the meeting starts", "my brother plays the guitar in a small band",
        "how much does a ticket to the museum cost", "she forgot her umbrella on the train this morning", "the new phone has a much better camera",
    ];

    [Fact]
    public async Task The_choice_is_made_text_by_text_and_lsa_texts_get_a_place_once_there_are_enough()
    {
        var project = await cluster.CreateProjectAsync(classes: SyntheticStream.Classes.Count);
        await project.ImportAsync([.. English.Select((text, i) => ($"e{i}", text, (int?)null))]);
        await project.EncodedAsync();

        await ImportAsync(project, Ciphered(1, 60));
        await project.EncodedAsync();
        var before = await VectorsAsync(project, 66);
        await ImportAsync(project, Ciphered(2, 300));
        await LsaAsync(project, 1);
        var after = await VectorsAsync(project, 366);

        // Too few: zeros, and the n-grams carry them. What the encoder reads never changes.
        Assert.All(Enumerable.Range(0, 6), item => Assert.Equal((1f, 1f, 0f), (before[item].Length, after[item].Length, Distance(before[item], after[item]))));
        Assert.All(Enumerable.Range(6, 60), item => Assert.Equal((0f, 1f, true, true), (before[item].Length, after[item].Length, before[item].IsLexical, after[item].IsLexical)));
        Assert.All(Enumerable.Range(0, 6), item => Assert.False(after[item].IsLexical));
    }

    [Fact]
    public async Task A_restart_embeds_as_before_and_fits_nothing_again_and_several_times_as_many_texts_do()
    {
        var project = await cluster.CreateProjectAsync(classes: SyntheticStream.Classes.Count);
        var items = Ciphered(3, 200);
        await ImportAsync(project, items);
        await LsaAsync(project, 1);
        await LabelAsync(project, Truth(items), 20);
        var version = await FittedAsync(project, "use-lite-3+lsa-1");
        var before = await VectorsAsync(project, 200);

        await cluster.RestartAsync();
        var after = await VectorsAsync(project, 200);

        Assert.All(before.Keys, item => Assert.Equal(0, Distance(before[item], after[item])));
        await ImportAsync(project, Ciphered(4, 100));
        await project.EncodedAsync();
        await cluster.Grains.GetGrain<IPoolLsaGrain>(GrainKeys.Project(project.Row.Id)).UnreadGrew();
        Assert.Equal(new PoolLsaRow(1, "use-lite-3+lexical-2", 200), await cluster.Ledger.Vectors.FindPoolLsaAsync(project.Row.Key, default));
        Assert.Equal(version.Version, (await project.NewestVersionAsync())!.Version);

        await ImportAsync(project, Ciphered(5, 300));
        await LsaAsync(project, 2);

        // The labelled items have moved with the others, and a model that knows it takes over by itself.
        await FittedAsync(project, "use-lite-3+lsa-2");
        Assert.True(Distance(after[0], (await VectorsAsync(project, 200))[0]) > 0.1);
    }

    [Fact]
    public async Task Labelled_items_that_no_head_learns_from_move_with_the_lsa_too()
    {
        var project = await cluster.CreateProjectAsync(classes: SyntheticStream.Classes.Count);
        var items = Ciphered(10, 200);
        await ImportAsync(project, items);
        await LsaAsync(project, 1);
        var encoding = cluster.ServiceOf<EncodingLane>(cluster.Silos[0]);
        using var followed = new LabelledPool(project.Row, cluster.Ledger, cluster.Grains, encoding, new PoolLsas(cluster.Ledger, encoding), maximumLabels: 1);
        await LabelAsync(project, Truth(items), 1);
        await followed.RefreshAsync(CancellationToken.None);
        await LabelAsync(project, Truth(items), 4);
        var before = Places(await followed.RefreshAsync(CancellationToken.None));

        await ImportAsync(project, Ciphered(11, 500));
        await LsaAsync(project, 2);
        var after = Places(await followed.RefreshAsync(CancellationToken.None));

        using var anew = new LabelledPool(project.Row, cluster.Ledger, cluster.Grains, encoding, new PoolLsas(cluster.Ledger, encoding), maximumLabels: 100);
        Assert.Single(followed.Current.Items);
        Assert.Equal(Places(await anew.RefreshAsync(CancellationToken.None)), after);
        Assert.All(before.Zip(after), moved => Assert.Equal((moved.First.Ordinal, false), (moved.Second.Ordinal, moved.First.Codes == moved.Second.Codes)));
    }

    [Fact]
    public async Task An_lsa_that_was_stored_by_one_that_ended_before_telling_reaches_partitions_and_head()
    {
        var project = await cluster.CreateProjectAsync(classes: SyntheticStream.Classes.Count);
        var items = Ciphered(8, 200);
        await ImportAsync(project, items);
        await LsaAsync(project, 1);
        await LabelAsync(project, Truth(items), 20);
        await FittedAsync(project, "use-lite-3+lsa-1");
        var artefact = await cluster.Ledger.Vectors.ReadPoolLsaAsync(project.Row.Key, 1, default);

        Assert.True(await cluster.Ledger.Vectors.AddPoolLsaAsync(project.Row.Key, new PoolLsaRow(2, "use-lite-3+lexical-2", 200), artefact!, default));
        await cluster.Grains.GetGrain<IPoolLsaGrain>(GrainKeys.Project(project.Row.Id)).UnreadGrew();

        await LsaAsync(project, 2);
        await FittedAsync(project, "use-lite-3+lsa-2");
    }

    [Fact]
    public async Task An_lsa_that_an_earlier_build_stored_is_left_alone_and_another_is_fitted()
    {
        var project = await cluster.CreateProjectAsync(classes: SyntheticStream.Classes.Count);
        Assert.True(await cluster.Ledger.Vectors.AddPoolLsaAsync(project.Row.Key, new PoolLsaRow(1, "use-lite-3", 200), [.. "ALL1 in a form that nobody reads any more"u8], default));

        await ImportAsync(project, Ciphered(9, 200));

        await LsaAsync(project, 2);
        Assert.Equal("use-lite-3+lexical-2", (await cluster.Ledger.Vectors.FindPoolLsaAsync(project.Row.Key, default))!.EncoderVersion);
        Assert.All((await VectorsAsync(project, 200)).Values, vector => Assert.Equal((1f, true), (vector.Length, vector.IsLexical)));
    }

    [Fact]
    public async Task Few_labels_bring_more_than_the_ngrams_alone_do()
    {
        var project = await cluster.CreateProjectAsync(classes: Topics, strategy: "random");
        var (pool, test) = (AboutTopics(6, 800, "p"), AboutTopics(7, 300, "t"));
        await ImportAsync(project, pool);
        await ImportAsync(project, test, ItemSplit.Test);
        await project.EncodedAsync();
        await LsaAsync(project, 1);

        var labelled = await LabelAsync(project, Truth(pool), 20);
        var version = await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 20 && v.Metrics is not null, "a version saw all labels", 60);

        var byNgrams = MacroF1WithoutEmbeddings(labelled, test);
        Assert.True(version!.Metrics!.MacroF1 > byNgrams + 0.05, $"{version.Metrics.MacroF1:0.000} with LSA, {byNgrams:0.000} by n-grams alone");
    }

    /// <summary>
    /// Each topic has sixty words of its own, of which a text uses four, beside three that everybody uses. Few labels show few of the words; that the others are about the same only the texts
    /// without labels tell.
    /// </summary>
    private static (string Id, string Text, int Class)[] AboutTopics(int seed, int count, string prefix)
    {
        var words = new Random(1);
        string Word() => string.Concat(Enumerable.Range(0, 6).Select(_ => Cyrillic[words.Next(Cyrillic.Length)]));
        var vocabulary = Enumerable.Range(0, Topics + 1).Select(_ => Enumerable.Range(0, 60).Select(_ => Word()).ToArray()).ToArray();
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var topic = random.Next(Topics);
            string[] said = [.. random.GetItems(vocabulary[topic], 4), .. random.GetItems(vocabulary[Topics], 3)];
            random.Shuffle(said);
            return ($"{prefix}{i}", string.Join(' ', said), topic);
        })];
    }

    private static (string Id, string Text, int Class)[] Ciphered(int seed, int count) =>
        [.. SyntheticStream.Generate(seed, count).Select(item => (item.Id, Cipher(item.Text), item.Class))];

    private static string Cipher(string text) => string.Concat(text.ToLowerInvariant().Select(c => Latin.IndexOf(c) is >= 0 and var at ? Cyrillic[at] : c));

    private static Dictionary<string, int> Truth((string Id, string Text, int Class)[] items) => items.ToDictionary(item => item.Id, item => item.Class);

    private static Task ImportAsync(TestProject project, (string Id, string Text, int Class)[] items, ItemSplit split = ItemSplit.Pool) =>
        project.ImportAsync([.. items.Select(item => (item.Id, item.Text, split == ItemSplit.Test ? item.Class : (int?)null))], split);

    private async Task LsaAsync(TestProject project, int number) => await Eventually.GetAsync(
        async () => (await Task.WhenAll(Partitions(project).Select(p => p.GetCoverage()))).Min(c => c.Lsa), lsa => lsa == number, $"all partitions embed by LSA {number}", 60);

    private static async Task<ModelVersionRow> FittedAsync(TestProject project, string embeddedBy) => (await Eventually.GetAsync(
        project.NewestVersionAsync, v => v?.EncoderVersion == embeddedBy && v.Labels == 20 && v.Metrics is not null, $"a version was fitted to all labels and vectors of {embeddedBy}", 60))!;

    private async Task<Dictionary<int, Vector>> VectorsAsync(TestProject project, int items)
    {
        var parts = await Task.WhenAll(Partitions(project).Select(p => p.FeaturesOf([.. Enumerable.Range(0, items)])));
        return parts.SelectMany(part => part.Ordinals.Select((ordinal, i) => (ordinal, Vector: new Vector(part.Features[i].Embedding(), part.Features[i].IsLexical))))
            .ToDictionary(item => item.ordinal, item => item.Vector);
    }

    private IEnumerable<IPoolPartitionGrain> Partitions(TestProject project) => Enumerable.Range(0, project.Row.Partitions)
        .Select(p => cluster.Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, p)));

    private static async Task<List<(string Text, int Class)>> LabelAsync(TestProject project, Dictionary<string, int> truth, int count)
    {
        var labelled = new List<(string, int)>();
        for (var i = 0; i < count; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            labelled.Add((lease.Text, truth[lease.Lease.ItemId]));
            await project.Annotator("ann").Submit(lease.Lease.Id, truth[lease.Lease.ItemId], 500);
        }

        return labelled;
    }

    private static double MacroF1WithoutEmbeddings(List<(string Text, int Class)> labelled, (string Id, string Text, int Class)[] test)
    {
        var set = new TrainingSet(Topics, 0);
        foreach (var (text, label) in labelled)
        {
            set.Add(HashedNgrams.Extract(text), [], label);
        }

        var head = HeadTrainer.Fit(set, null, CancellationToken.None).Head;
        var matrix = new ConfusionMatrix(set.Classes);
        var probabilities = new float[set.Classes];
        foreach (var (_, text, label) in test)
        {
            head.Predict(HashedNgrams.Extract(text), [], probabilities);
            matrix.Add(label, TensorPrimitives.IndexOfMax<float>(probabilities));
        }

        return matrix.MacroF1;
    }

    private static (int Ordinal, float Scale, string Codes)[] Places(LabelledSnapshot labelled) => [.. Enumerable.Range(0, labelled.Places.Count)
        .Select(i => (labelled.Places[i].Ordinal, labelled.Places[i].Scale, string.Join(' ', labelled.Places[i].Codes.ToArray())))];

    private static float Distance(Vector a, Vector b) => TensorPrimitives.Distance<float>(a.Values, b.Values);

    private sealed record Vector(float[] Values, bool IsLexical)
    {
        public float Length => MathF.Round(TensorPrimitives.Norm<float>(Values), 2);
    }
}
