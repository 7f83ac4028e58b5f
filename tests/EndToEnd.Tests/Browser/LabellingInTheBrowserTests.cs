using ActiveLearning.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ActiveLearning.EndToEnd.Tests.Browser;

/// <summary>A person at a keyboard, in front of the real program.</summary>
[Collection(nameof(OneProcessAtATime))]
public sealed class LabellingInTheBrowserTests(PagesFixture pages) : IClassFixture<PagesFixture>
{
    private static readonly LocatorAssertionsToHaveTextOptions Patient = new() { Timeout = 30_000 };

    [Fact]
    public async Task Ten_items_answered_with_keys_change_the_open_live_page()
    {
        await pages.CreateProjectAsync("ten", 40);
        var live = await pages.Admin.NewPageAsync();
        await live.GotoAsync("/p/ten");
        await Expect(live.Locator("[data-figure=labels]")).ToHaveTextAsync("0", Patient);
        var work = await WorkspaceAsync("ten");

        var read = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            read.Add(await ItemAfterAsync(work, read));
            await AnswerAsync(work, i % 3 == 0 ? "2" : "1");
        }

        Assert.Equal(10, read.Count);
        await Expect(live.Locator("[data-figure=labels]")).ToHaveTextAsync("10", Patient);
        await Expect(live.Locator("[data-figure=macro-f1]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(work.Locator(".workspace-foot")).ToContainTextAsync("10 today");
        Assert.Equal(10, (await pages.Client.StatusAsync("ten")).Labels);
        var labels = (await pages.Client.ExportAsync("ten")).SelectMany(item => item.Labels).ToList();
        Assert.Equal(4, labels.Count(label => label.Class == "harmful"));
        Assert.All(labels, label => Assert.Equal("admin", label.Annotator));
        Assert.Empty(pages.Chromium.Errors);
    }

    [Fact]
    public async Task Undo_brings_the_item_back_skip_gives_it_up_and_hide_blanks_the_page()
    {
        await pages.CreateProjectAsync("keys", 30);
        var work = await WorkspaceAsync("keys");
        var first = await ItemAfterAsync(work, []);

        await AnswerAsync(work, "1");
        var second = await ItemAfterAsync(work, [first]);
        await Expect(work.Locator(".workspace-foot")).ToContainTextAsync("last answer saved");
        await work.Keyboard.PressAsync("z");
        await Expect(work.Locator("#item-heading")).ToContainTextAsync(first, new() { Timeout = 30_000 });

        await work.Keyboard.PressAsync("s");
        await Expect(work.GetByRole(AriaRole.Menu)).ToBeVisibleAsync();
        await AnswerAsync(work, "3");
        await Expect(work.Locator("#item-heading")).Not.ToContainTextAsync(first);

        await work.Keyboard.PressAsync("h");
        await Expect(work.GetByText("to come back")).ToBeVisibleAsync();
        await Expect(work.Locator("#item-heading")).ToHaveCountAsync(0);
        await work.Keyboard.PressAsync("1");
        await work.Keyboard.PressAsync("h");
        await Expect(work.Locator("#item-heading")).ToBeVisibleAsync();

        await work.Keyboard.PressAsync("?");
        await Expect(work.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await work.Keyboard.PressAsync("Escape");
        await Expect(work.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToHaveCountAsync(0);

        var export = await pages.Client.ExportAsync("keys");
        Assert.Equal([null, "fine"], export.SelectMany(item => item.Labels).Select(label => label.Class).Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Keys_do_nothing_while_somebody_types()
    {
        await pages.CreateProjectAsync("typing", 10);
        var work = await WorkspaceAsync("typing");
        var first = await ItemAfterAsync(work, []);

        await work.Keyboard.PressAsync("/");
        await Expect(work.Locator("#guideline-search")).ToBeFocusedAsync();
        await work.Keyboard.TypeAsync("1 2 h b s");

        Assert.Equal("1 2 h b s", await work.Locator("#guideline-search").InputValueAsync());
        await Expect(work.Locator("#item-heading")).ToContainTextAsync(first);
        await work.Keyboard.PressAsync("Escape");
        await Expect(work.Locator("#item-heading")).ToBeFocusedAsync();
        Assert.Equal(0, (await pages.Client.StatusAsync("typing")).Labels);
    }

    [Fact]
    public async Task A_held_key_answers_one_item()
    {
        await pages.CreateProjectAsync("held", 20);
        var work = await WorkspaceAsync("held");
        await ItemAfterAsync(work, []);

        for (var i = 0; i < 8; i++)
        {
            // Without a key-up in between the browser sends these as repeats.
            await work.Keyboard.DownAsync("1");
        }

        await work.Keyboard.UpAsync("1");

        await Expect(work.Locator(".workspace-foot")).ToContainTextAsync("last answer saved");
        Assert.Equal(1, (await pages.Client.StatusAsync("held")).Labels);
    }

    [Fact]
    public async Task A_text_that_is_markup_is_shown_as_text_and_runs_nothing()
    {
        const string Markup = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> {0}";
        await pages.CreateProjectAsync("markup", 5, Markup);

        var work = await WorkspaceAsync("markup");

        await Expect(work.Locator("#item-heading")).ToContainTextAsync("<img src=x onerror=");
        await Expect(work.Locator("#item-heading img")).ToHaveCountAsync(0);
        Assert.NotEqual("owned", await work.TitleAsync());
    }

    [Fact]
    public async Task An_answer_given_while_the_silo_is_gone_is_kept_and_stored_once_it_is_back()
    {
        await pages.CreateProjectAsync("gone", 30);
        var work = await WorkspaceAsync("gone");
        var first = await ItemAfterAsync(work, []);
        await pages.Silo.KillAsync();
        await Expect(work.Locator(".workspace-bar")).ToContainTextAsync("Reconnecting", new() { Timeout = 60_000 });

        await AnswerAsync(work, "2");
        await Expect(work.GetByText("Connection lost.").First).ToBeAttachedAsync();
        Assert.Contains("harmful", await work.EvaluateAsync<string>("Object.entries(localStorage).find(([key]) => key.startsWith('answers:gone'))[1]"), StringComparison.Ordinal);
        await pages.Silo.StartAgainAsync();

        await Expect(work.Locator(".workspace-foot")).ToContainTextAsync("last answer saved", new() { Timeout = 60_000 });
        var labelled = Assert.Single(await pages.Client.ExportAsync("gone"), item => item.Labels.Count > 0);
        Assert.Equal("harmful", Assert.Single(labelled.Labels).Class);
        Assert.Contains(labelled.Text, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invited_annotator_sees_the_label_button_and_no_figures()
    {
        await pages.CreateProjectAsync("shared", 10);
        var people = await pages.Admin.NewPageAsync();
        await people.GotoAsync("/people");
        await people.GetByLabel("Name, for annotators the pseudonym").FillAsync("Otter");
        await people.GetByRole(AriaRole.Button, new() { Name = "Make the link" }).ClickAsync();
        var link = await people.Locator(".secret .grow").First.InnerTextAsync();

        var otter = await pages.Chromium.NewPersonAsync(pages.Silo.Url);
        var page = await otter.NewPageAsync();
        await PagesFixture.AcceptAsync(page, new Uri(link).AbsolutePath);

        await page.GotoAsync("/p/shared/annotate");
        await Expect(page.Locator("#item-heading")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.GotoAsync("/");
        var row = page.Locator(".project", new() { HasText = "shared" });
        await Expect(row.GetByRole(AriaRole.Link, new() { Name = "Label" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(row).Not.ToContainTextAsync("macro-F1");
        await page.GotoAsync("/p/shared");
        await Expect(page.GetByText("This page is for owners")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    private async Task<IPage> WorkspaceAsync(string project)
    {
        var page = await pages.Admin.NewPageAsync();
        await page.GotoAsync($"/p/{project}/annotate");
        await Expect(page.Locator("#item-heading")).ToBeFocusedAsync(new() { Timeout = 60_000 });
        return page;
    }

    /// <summary>The text on the screen, once it is none of those that were read before.</summary>
    private static async Task<string> ItemAfterAsync(IPage page, IReadOnlyCollection<string> read)
    {
        var text = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Wait.UntilAsync(
            async () =>
            {
                text = string.Concat(await page.Locator("#item-heading").AllInnerTextsAsync()).Replace("Item. ", "", StringComparison.Ordinal).Trim();
                return text.Length > 0 && !read.Contains(text);
            },
            "another item is on the screen",
            deadline.Token);
        return text;
    }

    /// <summary>Presses a class key as a person does: not within 180 ms of the one before, which the page would take for a double tap.</summary>
    private static async Task AnswerAsync(IPage page, string key)
    {
        await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 200))");
        await page.Keyboard.PressAsync(key);
    }
}
