using Microsoft.Playwright;

namespace ActiveLearning.EndToEnd.Tests.Browser;

/// <summary>The machine's own Chromium, driven by Playwright. What the pages write to the console as an error is kept, so that a test can see it.</summary>
public sealed class ChromiumPages : IAsyncDisposable
{
    private const string Executable = "/usr/bin/chromium";
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private ChromiumPages(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Errors of all pages so far.</summary>
    public List<string> Errors { get; } = [];

    public static async Task<ChromiumPages> StartAsync()
    {
        if (!File.Exists(Executable))
        {
            throw new FileNotFoundException($"{Executable} is missing: apt-get install -y chromium");
        }

        var playwright = await Playwright.CreateAsync();
        return new ChromiumPages(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Flags }));
    }

    /// <summary>One person's browser: cookies and store of its own.</summary>
    public async Task<IBrowserContext> NewPersonAsync(Uri silo)
    {
        var person = await browser.NewContextAsync(new() { BaseURL = silo.ToString(), ViewportSize = new() { Width = 1280, Height = 860 }, Locale = "en-US" });
        person.SetDefaultTimeout(60_000);
        person.Page += (_, page) => page.PageError += (_, error) => Errors.Add(error);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
