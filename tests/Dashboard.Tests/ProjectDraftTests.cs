using ActiveLearning.Dashboard.Start;

namespace ActiveLearning.Dashboard.Tests;

public sealed class ProjectDraftTests
{
    [Theory]
    [InlineData("Comments, autumn", "comments-autumn")]
    [InlineData("Über Café  2026!", "uber-cafe-2026")]
    [InlineData("  ", "")]
    public void The_id_comes_from_the_name(string name, string id) => Assert.Equal(id, ProjectDraft.Slug(name));

    [Fact]
    public void Every_starter_set_but_the_blank_one_can_be_created_as_it_is()
    {
        foreach (var set in StarterClassSets.All)
        {
            var draft = new ProjectDraft { Name = "A name" };
            draft.Use(set);

            Assert.Equal(set.Name != "Blank", draft.Problems().Count == 0);
        }
    }

    [Fact]
    public void Twice_the_same_class_or_key_is_told()
    {
        var draft = new ProjectDraft { Name = "n" };
        draft.Classes.Add(new ClassDraft { Name = "a", Hotkey = "x" });
        draft.Classes.Add(new ClassDraft { Name = "a", Hotkey = "X" });

        Assert.Equal(["Two classes are called a.", "Two classes share the key X."], draft.Problems());
    }

    [Fact]
    public void Shares_are_stated_for_every_class_or_for_none_and_travel_as_parts_of_one()
    {
        var draft = new ProjectDraft { Name = "n", Strategy = "margin" };
        draft.Classes.Add(new ClassDraft { Name = "a", SharePercent = 5 });
        draft.Classes.Add(new ClassDraft { Name = "b" });
        Assert.Equal(["State a share above 0 for every class, together 100 percent, or for none."], draft.Problems());

        draft.Classes[1].SharePercent = 95;

        Assert.Empty(draft.Problems());
        Assert.Equal(new Dictionary<string, double> { ["a"] = 0.05, ["b"] = 0.95 }, draft.ToRequest().ClassShares);
        Assert.Equal("margin", draft.ToRequest().Strategy);
        draft.Classes[0].SharePercent = draft.Classes[1].SharePercent = null;
        Assert.Null(draft.ToRequest().ClassShares);
    }

    [Fact]
    public void The_request_carries_shares_and_keys_as_the_api_wants_them()
    {
        var draft = new ProjectDraft { Name = "n", ControlArmPercent = 12.5 };
        draft.Classes.Add(new ClassDraft { Name = " a ", Hotkey = "X" });
        draft.Classes.Add(new ClassDraft { Name = "b" });

        var request = draft.ToRequest();

        Assert.Equal(0.125, request.ControlArmShare);
        Assert.Equal([("a", "x"), ("b", null)], request.Classes!.Select(label => (label.Name, label.Hotkey)));
    }
}
