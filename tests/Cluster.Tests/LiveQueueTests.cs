using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Cluster.Tests;

public sealed class LiveQueueTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task A_screen_gets_the_shown_item_and_one_more_and_the_next_after_an_answer()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(20);
        var screen = await ConnectAsync(project, "ann");
        var first = await QueueAsync(screen, q => q.Items.Count == 2, "two items are buffered");

        await project.Annotator("ann").Submit(IdOf(first.Items[0]), 0, 700);
        var second = await QueueAsync(screen, q => q.Items.Count == 2 && q.Revision > first.Revision && q.Items[0].LeaseId == first.Items[1].LeaseId, "the next item moved up");

        Assert.DoesNotContain(second.Items, i => i.LeaseId == first.Items[0].LeaseId);
        Assert.Equal(QueueState.Active, second.State);
    }

    [Fact]
    public async Task A_screen_that_stays_away_frees_its_leases_and_a_quick_return_keeps_them()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(2);
        var screen = await ConnectAsync(project, "ann");
        var held = await QueueAsync(screen, q => q.Items.Count == 2, "both items are held");

        await project.Annotator("ann").Disconnect("c1");
        var back = await ConnectAsync(project, "ann", "c2");
        var kept = await QueueAsync(back, q => q.Items.Count == 2, "the return finds the leases");
        await project.Annotator("ann").Disconnect("c2");
        var freed = await Eventually.GetAsync(() => project.Annotator("other").Lease(2), l => l.Count == 2, "the leases are freed after the grace period");

        Assert.Equal(held.Items.Select(i => i.LeaseId), kept.Items.Select(i => i.LeaseId));
        Assert.Equal(2, freed.Count);
    }

    [Fact]
    public async Task Leases_taken_over_http_outlive_a_screen()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(1);
        await project.LeaseOneAsync("ann");
        await ConnectAsync(project, "ann");

        await project.Annotator("ann").Disconnect("c1");
        await Eventually.HoldsAsync(async () => (await project.StatusAsync()).Items.Leased == 1, "the lease is live");

        Assert.Empty(await project.Annotator("other").Lease(1));
    }

    [Fact]
    public async Task Import_and_resume_reach_a_waiting_screen()
    {
        var project = await cluster.CreateProjectAsync();
        var screen = await ConnectAsync(project, "ann");
        await QueueAsync(screen, q => q.State == QueueState.UpToDate, "nothing is open");

        await project.ImportAsync(5);
        await QueueAsync(screen, q => q.Items.Count == 2, "imported items arrive");
        await cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(project.Row.Id)).Change(paused: true, null);
        await QueueAsync(screen, q => q is { State: QueueState.Paused, Items.Count: 0 }, "the pause empties the screen");
        await cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(project.Row.Id)).Change(paused: false, null);

        await QueueAsync(screen, q => q is { State: QueueState.Active, Items.Count: 2 }, "work goes on");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public async Task An_offered_swap_changes_the_buffer_only_when_the_client_takes_it(bool? takes)
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(Texts("plain", 40, i => i % 2 == 0 ? Words(i, Orchard, 8) : Words(i, River, 8)));
        await project.EncodedAsync();
        var screens = new Dictionary<FakeScreen, QueueMessage>();
        foreach (var annotator in new[] { "a", "b", "c", "d" })
        {
            var connected = await ConnectAsync(project, annotator);
            connected.Accept = _ => takes;
            screens[connected] = await QueueAsync(connected, q => q.Items.Count == 2, "two items are buffered before there is a model");
            await project.Annotator(annotator).Shown(IdOf(screens[connected].Items[0]));
        }

        await OfferedAsync(project, [.. screens.Keys]);
        var (screen, before) = screens.First(s => !s.Key.Offers.IsEmpty);
        var offer = screen.Offers.First();

        Assert.Equal(before.Items[1].LeaseId, offer.OldLeaseId);
        if (takes == true)
        {
            var after = await QueueAsync(screen, q => q.Items.Any(i => i.LeaseId == offer.New.LeaseId), "the better item is in the buffer");
            Assert.DoesNotContain(after.Items, i => i.LeaseId == offer.OldLeaseId);
            Assert.Equal(before.Items[0].LeaseId, after.Items[0].LeaseId);
            Assert.True(after.Items.Single(i => i.LeaseId == offer.New.LeaseId).Swapped);
        }

        var givenUp = takes == true ? offer.OldLeaseId : offer.New.LeaseId;
        await Eventually.HoldsAsync(
            async () => (await cluster.Ledger.Labels.ReadLiveLeasesAsync(project.Row.Key, CancellationToken.None)).All(l => l.Id.ToString() != givenUp),
            "the other item is given back");
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task An_item_that_is_worked_on_before_the_word_that_its_offer_was_taken_counts_as_taken()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(Texts("plain", 40, i => i % 2 == 0 ? Words(i, Orchard, 8) : Words(i, River, 8)));
        await project.EncodedAsync();
        var screens = new Dictionary<FakeScreen, (string Annotator, QueueMessage Queue)>();
        foreach (var annotator in new[] { "a", "b", "c", "d" })
        {
            var connected = await ConnectAsync(project, annotator);
            connected.Accept = _ => null;
            screens[connected] = (annotator, await QueueAsync(connected, q => q.Items.Count == 2, "two items are buffered before there is a model"));
            await project.Annotator(annotator).Shown(IdOf(screens[connected].Queue.Items[0]));
        }

        await OfferedAsync(project, [.. screens.Keys]);
        var (screen, held) = screens.First(s => !s.Key.Offers.IsEmpty);
        var offer = screen.Offers.First();
        var answer = await project.Annotator(held.Annotator).Submit(IdOf(offer.New), 0, 500);
        await project.Annotator(held.Annotator).SwapAnswered(IdOf(held.Queue.Items[1]), IdOf(offer.New), taken: true);

        Assert.Equal(SubmitLabelOutcome.Accepted, answer.Outcome);
        var after = await QueueAsync(screen, q => q.Items.Count == 2 && q.Items.All(i => i.LeaseId != offer.OldLeaseId && i.LeaseId != offer.New.LeaseId), "the client gave the old item up, so another comes");
        Assert.Equal(held.Queue.Items[0].LeaseId, after.Items[0].LeaseId);
        await project.VerifyLedgerAsync();
    }

    private static LeaseId IdOf(QueueItem item)
    {
        Assert.True(LeaseId.TryParse(item.LeaseId, out var id));
        return id;
    }

    private static Task<QueueMessage> QueueAsync(FakeScreen screen, Func<QueueMessage, bool> holds, string what) =>
        Eventually.GetAsync(() => Task.FromResult(screen.Newest), q => q is not null && holds(q), what)!;

    private async Task<FakeScreen> ConnectAsync(TestProject project, string annotator, string connection = "c1")
    {
        var screen = new FakeScreen(project.Annotator(annotator));
        _screens.Add(screen);
        await project.Annotator(annotator).Connect(connection, cluster.Grains.CreateObjectReference<IAnnotatorObserver>(screen), again: false);
        return screen;
    }

    /// <summary>
    /// Others label until a model is sure of texts like those that are buffered; then texts arrive that it must doubt, and others go on until a screen is offered one.
    /// </summary>
    private static async Task OfferedAsync(TestProject project, IReadOnlyList<FakeScreen> screens)
    {
        await LabelAsync(project, 20);
        await project.ImportAsync(Texts("mixed", 60, i => $"{Words(i, Orchard, 4)} {Words(i, River, 4)}"));
        await project.EncodedAsync();
        for (var labels = 0; labels < 20 && screens.All(s => s.Offers.IsEmpty); labels += 5)
        {
            await LabelAsync(project, 5);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(screens.Any(s => !s.Offers.IsEmpty)), "a swap is offered");
    }

    private static async Task LabelAsync(TestProject project, int count)
    {
        var before = (await project.StatusAsync()).Items.Settled;
        for (var i = 0; i < count; i++)
        {
            var lease = await project.LeaseOneAsync("other");
            await project.Annotator("other").Submit(lease.Lease.Id, Orchard.Any(word => lease.Text.StartsWith(word, StringComparison.Ordinal)) ? 1 : 0, 500);
        }

        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels >= before + count, "the model keeps up");
    }

    private static (string Id, string Text, int? Gold)[] Texts(string kind, int count, Func<int, string> text) =>
        [.. Enumerable.Range(0, count).Select(i => ($"{kind}{i}", text(i), (int?)null))];

    private static string Words(int seed, string[] words, int count)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)]));
    }

    private static readonly string[] Orchard = ["apple", "blossom", "cherry", "ladder", "orchard", "pear", "plum", "quince"];
    private static readonly string[] River = ["bridge", "canal", "ferry", "harbor", "island", "rapids", "river", "willow"];

    // Object references hold their target weakly; the test keeps it alive.
    private readonly List<FakeScreen> _screens = [];
}
