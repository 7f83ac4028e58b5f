using ActiveLearning.Contracts;
using ActiveLearning.Dashboard.Annotate;
using CsCheck;

namespace ActiveLearning.Dashboard.Tests;

public sealed class KeyMapTests
{
    private static readonly KeyMap Three = new([new("ham"), new("spam"), new("other", Hotkey: "o")]);

    [Theory]
    [InlineData("2", "Digit2", 1)]
    [InlineData("2", "Numpad2", 1)]
    [InlineData("é", "Digit2", 1)] // The same key on a layout that has letters there.
    [InlineData("o", "KeyO", 2)]
    [InlineData("O", "KeyO", 2)]
    [InlineData("3", "Digit3", 2)] // The digit works beside the hotkey.
    public void A_digit_or_hotkey_answers(string key, string code, int expected)
    {
        var stroke = Three.Read(Press(key, code));

        Assert.Equal((StrokeKind.Answer, expected), (stroke.Kind, stroke.Class));
    }

    [Theory]
    [InlineData("!", "Digit1")]
    [InlineData("+", "Digit1")]
    [InlineData("1", "Digit1")]
    public void Shift_and_a_class_key_opens_its_section_by_position(string key, string code)
    {
        var stroke = Three.Read(Press(key, code, shift: true));

        Assert.Equal((StrokeKind.ReadClass, 0), (stroke.Kind, stroke.Class));
    }

    [Theory]
    [InlineData("?", StrokeKind.Keys)]
    [InlineData("/", StrokeKind.Search)]
    [InlineData("z", StrokeKind.Undo)]
    [InlineData("s", StrokeKind.Skip)]
    [InlineData("w", StrokeKind.Why)]
    [InlineData("g", StrokeKind.Guideline)]
    [InlineData("b", StrokeKind.Break)]
    [InlineData("h", StrokeKind.Hide)]
    [InlineData("Escape", StrokeKind.Close)]
    [InlineData("x", StrokeKind.None)]
    [InlineData("9", StrokeKind.None)]
    public void The_workspace_has_its_own_keys(string key, StrokeKind expected) => Assert.Equal(expected, Three.Read(Press(key, "")).Kind);

    [Fact]
    public void In_a_text_field_only_escape_counts()
    {
        Assert.Equal(StrokeKind.None, Three.Read(Press("1", "Digit1", zone: "text")).Kind);
        Assert.Equal(StrokeKind.Close, Three.Read(Press("Escape", "Escape", zone: "text")).Kind);
    }

    [Fact]
    public void Ctrl_belongs_to_the_browser_except_for_undo()
    {
        Assert.Equal(StrokeKind.Undo, Three.Read(Press("z", "KeyZ", ctrl: true)).Kind);
        Assert.Equal(StrokeKind.None, Three.Read(Press("1", "Digit1", ctrl: true)).Kind);
    }

    [Fact]
    public void A_hotkey_that_is_the_workspaces_own_gives_way_to_the_digit()
    {
        var map = new KeyMap([new("hate", Hotkey: "h"), new("skip me", Hotkey: "s")]);

        Assert.Equal("1", map.ShownFor(0));
        Assert.Equal(StrokeKind.Hide, map.Read(Press("h", "KeyH")).Kind);
    }

    [Fact]
    public void Every_class_of_up_to_25_has_a_key_of_its_own_that_answers_it()
    {
        Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789#"].Array[2, 25].Sample(hotkeys =>
        {
            var map = new KeyMap([.. hotkeys.Select((key, i) => new LabelClass($"class {i}", Hotkey: key.ToString()))]);

            var keys = hotkeys.Select((_, i) => map.ShownFor(i)).ToList();

            Assert.DoesNotContain(null, keys);
            Assert.Equal(keys.Count, keys.Distinct().Count());
            for (var i = 0; i < keys.Count; i++)
            {
                var stroke = map.Read(Press(keys[i]!.ToLowerInvariant(), ""));
                Assert.Equal((StrokeKind.Answer, i), (stroke.Kind, stroke.Class));
            }
        });
    }

    private static KeyStroke Press(string key, string code, bool shift = false, bool ctrl = false, string zone = "work") => new(key, code, shift, ctrl, false, zone, 0);
}
