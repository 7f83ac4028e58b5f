using ActiveLearning.Silo.Hosting;

namespace ActiveLearning.Silo.Sample;

/// <summary>A synthetic project with simulated annotators, for a first look.</summary>
internal static class SampleHosting
{
    /// <summary>Adds the project and its annotators when <c>--sample</c> was given; what closes the sample's accounts is always there.</summary>
    public static void AddSample(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SampleAccounts>();
        if (StartLine.Sample(builder.Configuration))
        {
            services.AddOptions<SampleOptions>().BindConfiguration("Sample").ValidateDataAnnotations().ValidateOnStart();
            services.AddSingleton<SampleProject>();
            services.AddHostedService<SimulatedCrowd>();
        }
    }
}
