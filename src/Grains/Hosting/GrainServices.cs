using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Insight;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Placement;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Grains.Status;
using ActiveLearning.Grains.Training;
using ActiveLearning.Learning.Encoding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.GrainDirectory;
using Orleans.Runtime.Hosting;

namespace ActiveLearning.Grains.Hosting;

/// <summary>Registers what grains need besides the ledger.</summary>
public static class GrainServices
{
    /// <summary>Adds options, the silo's lanes and caches, and the service that wakes projects after a start.</summary>
    public static IServiceCollection AddActiveLearningGrains(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddOptions<EncodingOptions>(services, configuration, EncodingOptions.Section);
        AddOptions<PartitionOptions>(services, configuration, PartitionOptions.Section);
        AddOptions<RouterOptions>(services, configuration, RouterOptions.Section);
        AddOptions<LeaseOptions>(services, configuration, LeaseOptions.Section);
        AddOptions<RefitOptions>(services, configuration, RefitOptions.Section);
        AddOptions<InsightOptions>(services, configuration, InsightOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITextEncoder>(provider => provider.GetRequiredService<IOptions<EncodingOptions>>().Value.Encoder switch
        {
            "projected-ngrams" => new ProjectedNgramEncoder(),
            _ => UseLiteEncoder.Load(),
        });
        services.AddSingleton<ProjectRows>();
        services.AddSingleton<LabellingActivity>();
        services.AddSingleton<ImportActivity>();
        services.AddSingleton<EncodingLane>();
        services.AddSingleton<PoolLsas>();
        services.AddSingleton<LsaLane>();
        services.AddSingleton<ScoringLane>();
        services.AddSingleton<TrainingLane>();
        services.AddSingleton<HeadCache>();
        services.AddSingleton<LabelledPools>();
        services.AddSingleton<LabelNews>();
        services.AddSingleton<ItemNews>();
        services.AddSingleton<ProjectStatusReader>();
        services.AddSingleton<ShareOfSilos>();
        services.AddGrainDirectory(OwnSiloDirectory.Name, (_, _) => new OwnSiloDirectory());
        services.AddSingleton<IGrainDirectoryCache, OwnSiloCache>();
        services.AddPlacementDirector<SharePlacement, SharePlacementDirector>();
        services.AddPlacementDirector<NamedSiloPlacement, NamedSiloPlacementDirector>();
        services.AddSingleton<Routers>();
        services.AddSingleton<Handover>();
        services.AddHostedService(provider => provider.GetRequiredService<Handover>());
        services.AddSingleton<ProjectWaker>();
        services.AddHostedService(provider => provider.GetRequiredService<ProjectWaker>());
        return services;
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
