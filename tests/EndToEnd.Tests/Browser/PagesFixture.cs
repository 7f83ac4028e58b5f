using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActiveLearning.Harness;
using Microsoft.Playwright;

namespace ActiveLearning.EndToEnd.Tests.Browser;

/// <summary>The real program, a browser, and an admin who came in by the link that the first start printed.</summary>
public sealed partial class PagesFixture : IAsyncLifetime
{
    public const string Password = "a long enough passphrase";

    public SiloProcess Silo { get; private set; } = default!;

    public ChromiumPages Chromium { get; private set; } = default!;

    public SiloClient Client { get; private set; } = default!;

    /// <summary>The admin's browser, signed in.</summary>
    public IBrowserContext Admin { get; private set; } = default!;

    public async Task InitializeAsync()
    {
        Chromium = await ChromiumPages.StartAsync();
        Silo = await SiloProcess.StartAsync();
        Client = new SiloClient(Silo.Url);
        Admin = await Chromium.NewPersonAsync(Silo.Url);
        var page = await Admin.NewPageAsync();
        await AcceptAsync(page, InvitationPath().Match(Silo.Output).Value);
        await page.CloseAsync();
    }

    /// <summary>Accepts an invitation with the keyboard alone and waits for the start page.</summary>
    public static async Task AcceptAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator("#password").WaitForAsync();
        await page.Locator("#password").FocusAsync();
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
    }

    /// <summary>A project with two classes and plain texts, imported through the API.</summary>
    public async Task CreateProjectAsync(string id, int items, string text = "An ordinary text, number {0}.")
    {
        await Client.CreateProjectAsync(id, ["fine", "harmful"]);
        var body = new StringBuilder();
        for (var i = 0; i < items; i++)
        {
            body.AppendLine(JsonSerializer.Serialize(new { id = $"i{i}", text = text.Replace("{0}", $"{i} {Words(i)}", StringComparison.Ordinal), attributes = new { lang = i % 2 == 0 ? "en" : "de" } }));
        }

        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await Client.Http.PostAsync(new Uri($"/api/v1/projects/{id}/items", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        Client.Dispose();
        await Silo.DisposeAsync();
    }

    // Different enough that no two items count as near-duplicates.
    private static string Words(int i)
    {
        string[] nouns = ["river", "engine", "concert", "garden", "ticket", "doctor", "planet", "kitchen", "winter", "market", "bridge"];
        string[] verbs = ["opens", "breaks", "sings", "waits", "burns", "travels", "forgets", "answers", "falls", "laughs", "rises", "stops", "turns"];
        return $"{nouns[i % nouns.Length]} {verbs[i % verbs.Length]} near the {nouns[(i * 7 + 3) % nouns.Length]} and {verbs[(i * 5 + 1) % verbs.Length]}";
    }

    /// <summary>The link that the first start prints.</summary>
    [GeneratedRegex("/invite/[A-Za-z0-9_-]+")]
    internal static partial Regex InvitationPath();
}
