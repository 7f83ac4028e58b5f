using ActiveLearning.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActiveLearning.EndToEnd.Tests.Browser;

/// <summary>A person's page behind one address, as a proxy gives it, on a cluster of two silos.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class PageOnAClusterTests
{
    private static readonly string[] Words = ["river", "engine", "concert", "garden", "ticket", "doctor", "planet", "kitchen", "winter", "market", "bridge", "letter", "window"];

    private static readonly LabelledTexts Texts = new("drawn", ["fine", "harmful"], [.. Enumerable.Range(0, 40).Select(i => new LabelledText($"i{i}", Drawn(i), "fine"))], []);

    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };

    [Fact]
    public async Task A_page_whose_silo_is_killed_goes_on_through_another_with_what_it_held()
    {
        await using var cluster = await LocalCluster.StartAsync(2);
        var serving = "silo-1";
        await using var relay = new TcpRelay(() => cluster.UrlOf(serving));
        await using var chromium = await ChromiumPages.StartAsync();
        var person = await chromium.NewPersonAsync(relay.Url);
        var page = await person.NewPageAsync();
        await PagesFixture.AcceptAsync(page, PagesFixture.InvitationPath().Match(cluster.LogOf("silo-1") + cluster.LogOf("silo-2")).Value);
        using var other = cluster.ClientOf("silo-2");
        await other.CreateProjectAsync("moved", Texts.Classes);
        await other.ImportAsync("moved", Texts);

        await page.GotoAsync("/p/moved/annotate");
        var item = page.Locator("#item-heading");
        await Expect(item).ToBeVisibleAsync(Patient);
        await AnswerAsync(page, item);

        await cluster.KillAsync("silo-1");
        var lost = page.Locator(".banner.notice", new() { HasText = "Connection lost" });
        await Expect(lost).ToBeVisibleAsync(Patient);

        // One item, or two if the next had come by then. Answers are kept here, and nothing else is shown until they are known to be stored.
        var held = new List<string>();
        while (await item.AllInnerTextsAsync() is [var shown])
        {
            Assert.True(held.Count < 2, "A page holds two items at most.");
            held.Add(shown);
            await PressAsync(page);
            await UntilAsync(async () => await item.AllInnerTextsAsync() is not [var next] || next != shown, "the answer counts");
        }

        Assert.NotEmpty(held);
        serving = "silo-2";
        await Expect(item).ToBeVisibleAsync(Patient);
        Assert.DoesNotContain(await item.InnerTextAsync(), held);
        await Expect(lost).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator(".workspace-foot")).ToContainTextAsync("last answer saved", new() { Timeout = 60_000 });
        await AnswerAsync(page, item);
        await UntilAsync(async () => (await other.StatusAsync("moved")).Labels == held.Count + 2, "all answers are stored");
        var labels = (await other.ExportAsync("moved")).Where(stored => stored.Labels.Count > 0).ToList();
        Assert.Equal(held.Count + 2, labels.Count);
        Assert.All(labels, stored => Assert.Equal("fine", Assert.Single(stored.Labels).Class));
        Assert.All(held, text => Assert.Contains(labels, stored => text.Contains(stored.Text, StringComparison.Ordinal)));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(holds, what, deadline.Token);
    }

    /// <summary>Answers with the first class and waits for the next item.</summary>
    private static async Task AnswerAsync(IPage page, ILocator item)
    {
        var before = await item.InnerTextAsync();
        await PressAsync(page);
        await Expect(item).Not.ToHaveTextAsync(before, new() { Timeout = 60_000 });
    }

    /// <summary>Presses the first class's key; one that falls into the moment right after another answer would not count.</summary>
    private static async Task PressAsync(IPage page)
    {
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 200))");
        await page.Keyboard.PressAsync("1");
    }

    private static string Drawn(int seed) => string.Join(' ', new Random(seed).GetItems(Words, 9));
}
