using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Learning.Synthetic;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.Import;
using ActiveLearning.Silo.Projects;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Sample;

/// <summary>A project of comments that the program made up itself. Creating it again changes nothing: project and items are known by their ids.</summary>
internal sealed partial class SampleProject(
    IGrainFactory grains, ItemImport import, IOptions<SampleOptions> options, IOptions<ProjectOptions> projects, ILogger<SampleProject> logger)
{
    /// <summary>The project's id.</summary>
    public const string Id = "sample";

    /// <summary>Creates what is missing. False when the id is taken by somebody's own project.</summary>
    public async Task<bool> CreateAsync(CancellationToken cancellationToken)
    {
        var wish = new CreateProject(
            Id,
            "Synthetic comments",
            [.. SyntheticStream.Classes.Select(c => new LabelClass(c.Name, c.Definition, c.Severity, c.Hotkey))],
            SyntheticStream.Guideline);

        // The walk's seed is no secret here: the sample is the same everywhere.
        if (ProjectRules.Check(wish, projects.Value.Partitions, options.Value.Seed, out var project) is var (field, reason))
        {
            throw new InvalidOperationException($"The sample project is not a project: {field} {reason}.");
        }

        var created = await grains.Reach<IProjectGrain>(GrainKeys.Project(Id)).Create(project!);
        if (created.Outcome == CreateProjectOutcome.Conflict)
        {
            LogTaken(Id);
            return false;
        }

        await import.RunAsync(created.Project, Rows(created.Project), cancellationToken);
        return true;
    }

    /// <summary>The known classes of the pool, by item id.</summary>
    public IReadOnlyDictionary<string, int> Truth() => SyntheticStream.Generate(options.Value.Seed, options.Value.Pool).ToDictionary(i => i.Id, i => i.Class);

    private async IAsyncEnumerable<ImportRow> Rows(ProjectRow project)
    {
        var rules = new ItemRowRules(project);
        var row = 0;
        foreach (var item in SyntheticStream.Generate(options.Value.Seed, options.Value.Pool + options.Value.Test))
        {
            // What comes after the pool is held out.
            var isTest = row >= options.Value.Pool;
            var gold = isTest ? SyntheticStream.Classes[item.Class].Name : null;
            yield return rules.Apply(++row, new RawRow(item.Id, item.Text, item.Attributes, gold, isTest ? "test" : "pool"));
        }

        await Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "The sample was not made: there is a project {ProjectId} with another content")]
    private partial void LogTaken(string projectId);
}
