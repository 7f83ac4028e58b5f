namespace ActiveLearning.Dashboard.Shell;

/// <summary>What the frame around the pages needs to know: the project one is in, and the commands of the page.</summary>
public sealed class ShellState
{
    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>Raised when the list of commands should open.</summary>
    public event Action? PaletteAsked;

    /// <summary>The project one was in last; null before the first.</summary>
    public string? ProjectId { get; private set; }

    /// <summary>Its name.</summary>
    public string? ProjectName { get; private set; }

    /// <summary>What the page in front can do, for the list of commands.</summary>
    public IReadOnlyList<Command> PageCommands { get; private set; } = [];

    /// <summary>Enters a project.</summary>
    public void EnterProject(string id, string? name)
    {
        if (ProjectId == id && (name is null || ProjectName == name))
        {
            return;
        }

        ProjectName = name ?? (ProjectId == id ? ProjectName : null);
        ProjectId = id;
        Changed?.Invoke();
    }

    /// <summary>Offers the commands of the page in front; an empty list when it goes.</summary>
    public void OfferCommands(IReadOnlyList<Command> commands) => PageCommands = commands;

    /// <summary>Opens the list of commands.</summary>
    public void OpenPalette() => PaletteAsked?.Invoke();
}

/// <summary>One entry of the command list.</summary>
/// <param name="Name">A verb with its object.</param>
/// <param name="Keys">Its keys as shown, or null.</param>
/// <param name="Run">Does it.</param>
public sealed record Command(string Name, string? Keys, Func<Task> Run);
