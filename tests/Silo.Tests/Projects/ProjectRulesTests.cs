using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Silo.Projects;

namespace ActiveLearning.Silo.Tests.Projects;

public sealed class ProjectRulesTests
{
    private static readonly CreateProject Least = new("p", null, [new("ham"), new("spam")]);

    /// <summary>Each rule's breach with the field that its refusal names.</summary>
    public static TheoryData<string, CreateProject> Breaches => new()
    {
        { "id", Least with { Id = null } },
        { "id", Least with { Id = "" } },
        { "id", Least with { Id = ".." } },
        { "id", Least with { Id = "a/b" } },
        { "id", Least with { Id = new string('a', 129) } },
        { "name", Least with { Name = "" } },
        { "name", Least with { Name = " " } },
        { "name", Least with { Name = "a\nb" } },
        { "name", Least with { Name = new string('a', 129) } },
        { "classes", Least with { Classes = null } },
        { "classes", Least with { Classes = [] } },
        { "classes", Least with { Classes = [new("one")] } },
        { "classes", Least with { Classes = [.. Enumerable.Range(0, 51).Select(i => new LabelClass($"c{i}"))] } },
        { "classes[1].name", Least with { Classes = [new("ham"), new("ham")] } },
        { "classes[1].name", Least with { Classes = [new("ham"), new("")] } },
        { "classes[0].name", Least with { Classes = [new(null!), new("ham")] } },
        { "classes[0].name", Least with { Classes = [null!, new("ham")] } },
        { "classes[0].name", Least with { Classes = [new("a\0"), new("ham")] } },
        { "classes[0].name", Least with { Classes = [new(new string('a', 65)), new("ham")] } },
        { "classes[1].severity", Least with { Classes = [new("ham"), new("spam", Severity: 4)] } },
        { "classes[1].severity", Least with { Classes = [new("ham"), new("spam", Severity: -1)] } },
        { "classes[0].definition", Least with { Classes = [new("ham", "\0"), new("spam")] } },
        { "classes[0].definition", Least with { Classes = [new("ham", new string('d', 1_001)), new("spam")] } },
        { "classes[0].hotkey", Least with { Classes = [new("ham", Hotkey: "ab"), new("spam")] } },
        { "classes[0].hotkey", Least with { Classes = [new("ham", Hotkey: "é"), new("spam")] } },
        { "classes[1].hotkey", Least with { Classes = [new("ham", Hotkey: "h"), new("spam", Hotkey: "H")] } },
        { "guideline", Least with { Guideline = "\0" } },
        { "guideline", Least with { Guideline = new string('g', 100_001) } },
        { "overlap", Least with { Overlap = 0 } },
        { "overlap", Least with { Overlap = 10 } },
        { "controlArmShare", Least with { ControlArmShare = -0.01 } },
        { "controlArmShare", Least with { ControlArmShare = 0.51 } },
        { "controlArmShare", Least with { ControlArmShare = double.NaN } },
        { "leaseSeconds", Least with { LeaseSeconds = 0 } },
        { "leaseSeconds", Least with { LeaseSeconds = 86_401 } },
        { "strategy", Least with { Strategy = "oracle" } },
        { "strategy", Least with { Strategy = "" } },
        { "strategy", Least with { Strategy = "margin@" } },
        { "strategy", Least with { Strategy = "oracle@lang" } },
        { "classShares", Least with { ClassShares = new Dictionary<string, double> { ["ham"] = 1 } } },
        { "classShares", Least with { ClassShares = new Dictionary<string, double> { ["ham"] = 0.5, ["eggs"] = 0.5 } } },
        { "classShares", Least with { ClassShares = new Dictionary<string, double> { ["ham"] = 1, ["spam"] = 0 } } },
        { "classShares", Least with { ClassShares = new Dictionary<string, double> { ["ham"] = 0.9, ["spam"] = 0.2 } } },
        { "classShares", Least with { ClassShares = new Dictionary<string, double> { ["ham"] = double.NaN, ["spam"] = 0.2 } } },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_names_its_field_and_makes_no_project(string field, CreateProject wish)
    {
        var wrong = ProjectRules.Check(wish, 8, 1, out var project);

        Assert.Equal(field, wrong?.Field);
        Assert.NotEmpty(wrong!.Value.Reason);
        Assert.Null(project);
    }

    [Fact]
    public void Stated_shares_are_kept_in_the_order_of_the_classes_and_sum_to_one()
    {
        var wish = Least with { Strategy = "margin@lang", ClassShares = new Dictionary<string, double> { ["spam"] = 0.333, ["ham"] = 0.666 } };

        Assert.Null(ProjectRules.Check(wish, 8, 42, out var project));

        Assert.Equal([2 / 3.0, 1 / 3.0], project!.Standard.ClassShares!, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal("margin@lang", project.Strategy);
    }

    [Fact]
    public void What_is_absent_takes_the_defaults_of_the_contract()
    {
        Assert.Null(ProjectRules.Check(Least, 8, 42, out var project));

        Assert.Equal(("p", "p", 0.1, "auto", TimeSpan.FromSeconds(300), 8, 42L), (
            project!.Id, project.Name, project.ControlArmShare, project.Strategy, project.LeaseDuration, project.Partitions, project.WalkSeed));
        Assert.Equal((1, 1, ""), (project.Standard.Version, project.Standard.Overlap, project.Standard.Guideline));
    }

    [Fact]
    public void Every_bound_itself_is_allowed()
    {
        CreateProject[] wishes =
        [
            Least with { Overlap = 9, ControlArmShare = 0.5, LeaseSeconds = 86_400, Strategy = "random" },
            Least with { Overlap = 1, ControlArmShare = 0, LeaseSeconds = 1, Strategy = "margin" },
            Least with { Guideline = new string('g', 100_000), Name = new string('n', 128), Id = new string('i', 128) },
            Least with { Classes = [.. Enumerable.Range(0, 50).Select(i => new LabelClass($"c{i}", Severity: i % 4))] },
        ];

        Assert.All(wishes, wish => Assert.Null(ProjectRules.Check(wish, 8, 1, out _)));
    }
}
