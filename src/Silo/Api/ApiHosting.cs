using ActiveLearning.Silo.Identity;
using ActiveLearning.Silo.Import;
using ActiveLearning.Silo.Projects;

namespace ActiveLearning.Silo.Api;

/// <summary>The HTTP API under <c>/api/v1</c> and its description under <c>/openapi/v1.json</c>.</summary>
internal static class ApiHosting
{
    /// <summary>Adds what the calls need.</summary>
    public static void AddHttpApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ProjectOptions>().BindConfiguration("Projects").ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureHttpJsonOptions(o => ApiJson.Apply(o.SerializerOptions));

        // Thrown, a body that can't be read reaches FailureProblems, which names the field.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<FailureProblems>();
        services.AddOpenApi("v1", o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Active-learning cluster";
            document.Info.Description = "Keys go into the header X-Api-Key. Errors are problem+json naming the field; times are UTC with six decimals.";
            return Task.CompletedTask;
        }));
        services.AddSingleton<ProjectLookup>();
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<UploadPlaces>();
        services.AddSingleton<ItemImport>();
    }

    /// <summary>Maps the calls.</summary>
    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapProjects();
        api.MapItems();
        api.MapLeases();
        api.MapLabels();
        api.MapGroups();
        api.MapModels();
        api.MapInsight();
        api.MapExport();
        api.MapAccounts();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }
}
