using System.Buffers.Binary;
using System.Security.Cryptography;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Status;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Silo.DashboardFeed;
using ActiveLearning.Silo.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Api;

/// <summary>Creating, listing, changing and watching projects.</summary>
internal static class ProjectEndpoints
{
    /// <summary>Maps the calls.</summary>
    public static void MapProjects(this IEndpointRouteBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects").RequireAuthorization(Policies.Own);
        projects.MapPost("/", CreateAsync).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Creates a project.").WithDescription("The same content again is answered with 200; an id that is taken by another content with 409.");
        projects.MapGet("/", ListAsync).WithSummary("All projects with their status.");
        projects.MapGet("/{projectId}", GetAsync).ProducesProblem(404).WithSummary("A project's settings and dataset standard.");
        projects.MapPatch("/{projectId}", ChangeAsync).ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Pauses or resumes a project, or changes its strategy.").WithDescription("Pausing gives every lease back; late answers stay welcome.");
        projects.MapGet("/{projectId}/status", StatusAsync).ProducesProblem(404).WithSummary("Items by state, labels, coverage and champion.");
        projects.MapGet("/{projectId}/dashboard", DashboardAsync).ProducesProblem(404).WithSummary("Everything the live page shows, once.");
        api.MapGet("/strategies", () => AcquisitionFunctions.All.Select(f => new Strategy(f.Name, f.TradeOff)))
            .WithTags("Projects").RequireAuthorization(Policies.Own).WithSummary("The acquisition functions that a project can choose.").WithDescription("Any of them may be followed by @ and an attribute, as in margin@lang: labels then go to values of it that are under-labelled or where the model is weak.");
    }

    private static async Task<Results<Created<ProjectSettings>, Ok<ProjectSettings>, ProblemHttpResult>> CreateAsync(
        CreateProject body, IGrainFactory grains, IOptions<ProjectOptions> options)
    {
        var seed = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
        if (ProjectRules.Check(body, options.Value.Partitions, seed, out var project) is var (field, reason))
        {
            return Problems.Field(field, reason);
        }

        var grain = grains.Reach<IProjectGrain>(GrainKeys.Project(project!.Id));
        var created = await grain.Create(project);
        if (created.Outcome == CreateProjectOutcome.Conflict)
        {
            return Problems.Conflict("id", "taken by a project with another content");
        }

        var settings = (await grain.Read() ?? new Project(created.Project, Paused: false, created.Project.Strategy)).ToSettings();
        return created.Outcome == CreateProjectOutcome.Created ? TypedResults.Created($"/api/v1/projects/{project.Id}", settings) : TypedResults.Ok(settings);
    }

    private static async Task<Ok<List<ProjectSummary>>> ListAsync(ILedger ledger, ProjectLookup lookup, ProjectStatusReader statuses, CancellationToken cancellationToken)
    {
        var summaries = new List<ProjectSummary>();
        foreach (var row in await ledger.Projects.ListAsync(cancellationToken))
        {
            if (await lookup.FindAsync(row.Id) is { } project)
            {
                summaries.Add(new ProjectSummary(project.ToSettings(), await statuses.ReadAsync(project, cancellationToken)));
            }
        }

        return TypedResults.Ok(summaries);
    }

    private static async Task<Results<Ok<ProjectSettings>, ProblemHttpResult>> GetAsync(string projectId, ProjectLookup lookup) =>
        await lookup.FindAsync(projectId) is { } project ? TypedResults.Ok(project.ToSettings()) : Problems.NoProject();

    private static async Task<Results<Ok<ProjectSettings>, ProblemHttpResult>> ChangeAsync(
        string projectId, ChangeProject body, IGrainFactory grains, ProjectLookup lookup)
    {
        if (body.Strategy is { } strategy && ProjectRules.CheckStrategy(strategy) is var (field, reason))
        {
            return Problems.Field(field, reason);
        }

        return await lookup.FindAsync(projectId) is not null
            && await grains.Reach<IProjectGrain>(GrainKeys.Project(projectId)).Change(body.Paused, body.Strategy) is { } settings
            ? TypedResults.Ok(settings)
            : Problems.NoProject();
    }

    private static async Task<Results<Ok<ProjectStatus>, ProblemHttpResult>> StatusAsync(
        string projectId, ProjectLookup lookup, ProjectStatusReader statuses, CancellationToken cancellationToken) =>
        await lookup.FindAsync(projectId) is { } project ? TypedResults.Ok(await statuses.ReadAsync(project, cancellationToken)) : Problems.NoProject();

    private static async Task<Results<Ok<DashboardSnapshot>, ProblemHttpResult>> DashboardAsync(
        string projectId, DashboardFeeds feeds, CancellationToken cancellationToken) =>
        await feeds.ReadAsync(projectId, cancellationToken) is { } snapshot ? TypedResults.Ok(snapshot) : Problems.NoProject();
}
