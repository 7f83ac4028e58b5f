namespace ActiveLearning.Dashboard.Shell;

/// <summary>The line icons of the pages: one path each, drawn in a 24 by 24 box with a round stroke.</summary>
public static class IconPaths
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["live"] = "M4 20V9M10 20V4M16 20v-8M21 20H3",
        ["people"] = "M9 4a4 4 0 100 8 4 4 0 000-8zM2 20a7 7 0 0114 0M16 4.5a4 4 0 010 7M18 14.5a7 7 0 014 5.5",
        ["projects"] = "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
        ["label"] = "M4 4h8l8 8-8 8-8-8zM8.5 8.5v.01",
        ["search"] = "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21",
        ["moon"] = "M20 14A8 8 0 1110 4a6.5 6.5 0 0010 10z",
        ["sun"] = "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.400M6.4 17.600L5 19",
        ["offline"] = "M3 3l18 18M5.5 12.5a10 10 0 014-2.3M9 16a5 5 0 016 0M12 19.500v.01M14.5 9.600a10 10 0 014 2.9",
        ["break"] = "M5 8h11v6a5 5 0 01-5 5h-1a5 5 0 01-5-5zM16 9h2a2.5 2.5 0 010 5h-2M8 2v3M12 2v3",
        ["hide"] = "M4 4l16 16M9.5 5.400A10 10 0 0112 5c6 0 10 7 10 7a17 17 0 01-3 3.600M6.2 7.300A17 17 0 002 12s4 7 10 7a10 10 0 004-.9M10 10a3 3 0 004 4",
        ["why"] = "M12 3a6 6 0 00-3.5 10.900V17h7v-3.100A6 6 0 0012 3zM9.5 20.500h5",
        ["undo"] = "M8 5L4 9l4 4M4 9h10a6 6 0 010 12h-3",
        ["skip"] = "M5 5l8 7-8 7zM18 5v14",
        ["panel"] = "M4 4h16v16H4zM15 4v16",
        ["down"] = "M6 9l6 6 6-6",
        ["right"] = "M9 6l6 6-6 6",
        ["close"] = "M6 6l12 12M18 6L6 18",
        ["plus"] = "M12 5v14M5 12h14",
        ["check"] = "M5 12.500l4.5 4.500L19 7.5",
        ["file"] = "M6 3h8l4 4v14H6zM14 3v4h4",
        ["lock"] = "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3",
        ["pause"] = "M8 5v14M16 5v14",
        ["play"] = "M7 5l11 7-11 7z",
        ["copy"] = "M9 9h11v11H9zM5 15H4V4h11v1",
        ["alert"] = "M12 4l9 16H3zM12 10v4.500M12 17.300v.01",
        ["clock"] = "M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4l3 2",
        ["key"] = "M8 11a4 4 0 100 8 4 4 0 000-8zM11 12l8-8M16 7l3 3",
        ["download"] = "M12 4v11M7 11l5 5 5-5M5 20h14",
        ["trash"] = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
    };

    /// <summary>The path of an icon; an unknown name draws nothing.</summary>
    public static string For(string name) => Paths.GetValueOrDefault(name, "");
}
