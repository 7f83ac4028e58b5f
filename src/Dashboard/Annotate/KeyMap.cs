using ActiveLearning.Contracts;

namespace ActiveLearning.Dashboard.Annotate;

/// <summary>
/// What each key of the workspace means for the classes of one standard. Every class has a digit (the first nine) or a letter; a hotkey of the standard
/// works beside the digit, unless it is one of the workspace's own keys.
/// </summary>
public sealed class KeyMap
{
    /// <summary>Letters that are the workspace's own; F, C, R and P are kept for asking, commenting and masked items.</summary>
    public const string Reserved = "zsfcrpwgbh";

    private const string Digits = "123456789";
    private const string Spare = "qetyuioadjklvnmx";
    private readonly Dictionary<string, int> classByKey = new(StringComparer.Ordinal);
    private readonly string?[] shown;

    /// <summary>Assigns keys to classes by position.</summary>
    public KeyMap(IReadOnlyList<LabelClass> classes)
    {
        shown = new string?[classes.Count];
        for (var i = 0; i < classes.Count; i++)
        {
            if (Usable(classes[i].Hotkey) is { } hotkey && classByKey.TryAdd(hotkey, i))
            {
                shown[i] = hotkey;
            }
        }

        for (var i = 0; i < classes.Count && i < Digits.Length; i++)
        {
            if (shown[i] is null && classByKey.TryAdd(Digits[i..(i + 1)], i))
            {
                shown[i] = Digits[i..(i + 1)];
            }
        }

        var spare = new Queue<char>(Spare + Digits);
        for (var i = 0; i < classes.Count; i++)
        {
            while (shown[i] is null && spare.TryDequeue(out var letter))
            {
                if (classByKey.TryAdd(letter.ToString(), i))
                {
                    shown[i] = letter.ToString();
                }
            }
        }

        // Digits that are left answer beside the hotkeys, so that fingers which learned positions keep working.
        for (var i = 0; i < classes.Count && i < Digits.Length; i++)
        {
            classByKey.TryAdd(Digits[i..(i + 1)], i);
        }
    }

    /// <summary>Every key that the page must not leave to the browser.</summary>
    public IReadOnlyList<string> Handled =>
    [
        .. classByKey.Keys, .. "zswgbh".Select(letter => letter.ToString()), "/", "?", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight",
    ];

    /// <summary>The key to show on a class's button, upper case; null when all keys are taken (the button still works).</summary>
    public string? ShownFor(int classIndex) => shown[classIndex]?.ToUpperInvariant();

    /// <summary>Reads a stroke.</summary>
    public Stroke Read(KeyStroke key)
    {
        if (key.Key == "Escape")
        {
            return new(StrokeKind.Close);
        }

        if (key.Zone == "text")
        {
            return new(StrokeKind.None);
        }

        var name = key.Key.Length == 1 ? key.Key.ToLowerInvariant() : key.Key;
        if (key.Ctrl)
        {
            return new(name == "z" ? StrokeKind.Undo : StrokeKind.None);
        }

        // By position, so that the same finger opens a class's section on a layout where Shift and 1 give another sign.
        var byPosition = DigitOf(key.Code);
        if (key.Shift && (ClassOf(byPosition) ?? ClassOf(name)) is { } section)
        {
            return new(StrokeKind.ReadClass, section);
        }

        switch (name)
        {
            case "?":
                return new(StrokeKind.Keys);
            case "/":
                return new(StrokeKind.Search);
            case "ArrowUp" or "ArrowLeft":
                return new(StrokeKind.PreviousClass);
            case "ArrowDown" or "ArrowRight":
                return new(StrokeKind.NextClass);
            case "z":
                return new(StrokeKind.Undo);
            case "s":
                return new(StrokeKind.Skip);
            case "w":
                return new(StrokeKind.Why);
            case "g":
                return new(StrokeKind.Guideline);
            case "b":
                return new(StrokeKind.Break);
            case "h":
                return new(StrokeKind.Hide);
        }

        return (ClassOf(name) ?? ClassOf(byPosition)) is { } answer && !key.Shift
            ? new(StrokeKind.Answer, answer, byPosition is null ? 0 : byPosition[0] - '0')
            : new(StrokeKind.None, -1, byPosition is null ? 0 : byPosition[0] - '0');
    }

    private int? ClassOf(string? key) => key is not null && classByKey.TryGetValue(key, out var index) ? index : null;

    private static string? Usable(string? hotkey)
    {
        if (hotkey is not { Length: 1 })
        {
            return null;
        }

        var key = hotkey.ToLowerInvariant();
        return char.IsAsciiLetterOrDigit(key[0]) && key != "0" && !Reserved.Contains(key[0], StringComparison.Ordinal) ? key : null;
    }

    private static string? DigitOf(string code) =>
        (code.StartsWith("Digit", StringComparison.Ordinal) || code.StartsWith("Numpad", StringComparison.Ordinal)) && code[^1] is >= '1' and <= '9'
            ? code[^1].ToString()
            : null;
}

/// <summary>A key press as the browser tells it.</summary>
/// <param name="Key">What the layout makes of it, for example <c>a</c> or <c>Escape</c>.</param>
/// <param name="Code">Where it lies, for example <c>Digit1</c>.</param>
/// <param name="Shift">Whether Shift is held.</param>
/// <param name="Ctrl">Whether Ctrl is held.</param>
/// <param name="Repeat">Whether the key is only held down.</param>
/// <param name="Zone">Where focus is: <c>work</c>, <c>panel</c> or <c>text</c>.</param>
/// <param name="At">When, ms on the page's monotonic clock.</param>
public sealed record KeyStroke(string Key, string Code, bool Shift, bool Ctrl, bool Repeat, string Zone, double At);

/// <summary>What a key press means.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Class">Position of the class that is meant, or -1.</param>
/// <param name="Digit">The digit that was pressed (1 to 9), or 0: in the list of skip reasons it chooses a reason.</param>
public readonly record struct Stroke(StrokeKind Kind, int Class = -1, int Digit = 0);

/// <summary>What a key of the workspace does.</summary>
public enum StrokeKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Answer with a class and go on.</summary>
    Answer,

    /// <summary>Read the section of a class.</summary>
    ReadClass,

    /// <summary>Take the last answer back.</summary>
    Undo,

    /// <summary>Skip, then choose a reason.</summary>
    Skip,

    /// <summary>Why this item.</summary>
    Why,

    /// <summary>Open or close the guideline.</summary>
    Guideline,

    /// <summary>Search the guideline.</summary>
    Search,

    /// <summary>Take a break.</summary>
    Break,

    /// <summary>Hide everything.</summary>
    Hide,

    /// <summary>The list of keys.</summary>
    Keys,

    /// <summary>Close the topmost thing.</summary>
    Close,

    /// <summary>Move to the class before.</summary>
    PreviousClass,

    /// <summary>Move to the class after.</summary>
    NextClass,
}
