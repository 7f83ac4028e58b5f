using ActiveLearning.Contracts;

namespace ActiveLearning.Dashboard.Start;

/// <summary>Class sets to start a project from. Names and definitions are meant to be edited.</summary>
public static class StarterClassSets
{
    /// <summary>Three sets and a blank one.</summary>
    public static IReadOnlyList<StarterClassSet> All { get; } =
    [
        new("Comments", "Six classes for comments and replies",
        [
            new("None of these", "Fits no class below."),
            new("Rude", "Harsh words, with nobody in particular meant.", 1),
            new("Bullying", "Demeans a person or shuts them out.", 2),
            new("Threat", "Says or hints that somebody will come to harm.", 3),
            new("Private contact", "Draws a minor to a private channel.", 3),
            new("Worry", "The writer may need help.", 2),
        ],
        "## How to decide\n\nTake the first yes from the top.\n\n1. Does somebody seem to need help? **Worry**\n2. Does it say that harm will come? **Threat**\n"
        + "3. Does it draw a minor off the platform? **Private contact**\n4. Is a person demeaned or shut out? **Bullying**\n5. Are the words harsh, with nobody meant? **Rude**\n"),
        new("Hate and offence", "Hate, offence, or neither",
        [
            new("neither", "Neither hate nor offence."),
            new("offensive", "Coarse or insulting, but not against a group.", 1),
            new("hate", "Attacks people for a protected trait.", 3),
        ],
        "## How to decide\n\n- Attacked for who they are (origin, religion, gender, disability)? **hate**\n- Coarse or insulting without that? **offensive**\n- Otherwise **neither**. Quoting to object is not an attack.\n"),
        new("Spam", "Spam or not",
        [
            new("ham", "Written by a person to somebody they know or answer."),
            new("spam", "Unwanted bulk message: advertising, prizes, paid numbers.", 1),
        ],
        "## How to decide\n\nAsk who profits from the message. If it is the sender and the receiver did not ask for it, it is **spam**.\n"),
        new("Blank", "Write your own", [new(""), new("")], ""),
    ];
}

/// <summary>One starter set.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Words">What is in it.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="Guideline">Its guideline, Markdown.</param>
public sealed record StarterClassSet(string Name, string Words, IReadOnlyList<LabelClass> Classes, string Guideline);
