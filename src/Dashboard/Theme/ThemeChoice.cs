using ActiveLearning.Dashboard.Shell;

namespace ActiveLearning.Dashboard.Theme;

/// <summary>Light or dark, as the person chose in this browser; the system's choice until then.</summary>
public sealed class ThemeChoice(PageScript page)
{
    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>Whether the dark theme is on.</summary>
    public bool IsDark { get; private set; }

    /// <summary>Reads what the page was painted with.</summary>
    public async Task LoadAsync()
    {
        IsDark = await page.ThemeAsync() == "dark";
        Changed?.Invoke();
    }

    /// <summary>Takes over what this person chose before, where another person used the browser last.</summary>
    public async Task LoadForAsync(string person)
    {
        if (await page.ThemeOfAsync(person) is { } chosen && chosen == "dark" != IsDark)
        {
            await SetAsync(chosen == "dark", person);
        }
    }

    /// <summary>Switches to the other theme.</summary>
    public Task ToggleAsync(string? person) => SetAsync(!IsDark, person);

    private async Task SetAsync(bool dark, string? person)
    {
        IsDark = dark;
        await page.SetThemeAsync(dark ? "dark" : "light", person);
        Changed?.Invoke();
    }
}
