using ActiveLearning.Grains.Hosting;
using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Commands;
using ActiveLearning.Silo.DashboardFeed;
using ActiveLearning.Silo.Embeddings;
using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Hubs;
using ActiveLearning.Silo.Identity;
using ActiveLearning.Silo.Sample;
using ActiveLearning.Silo.Telemetry;

try
{
    InlineSockets.Use();
    if (await OperatorCommands.RunAsync(args) is { } exitCode)
    {
        return exitCode;
    }

    var builder = StartLine.CreateBuilder(args);
    var stores = Stores.Choose(builder.Configuration);
    using var data = DataFolder.Open(StartLine.DataPath(builder.Configuration));

    builder.AddConsoleLogging();
    builder.AddStorage(data, stores);
    var cluster = builder.AddCluster(data, stores);
    builder.AddClusterDashboard();
    builder.Services.AddActiveLearningGrains(builder.Configuration);
    builder.AddHttpApi();
    builder.AddHubs();
    builder.AddDashboardFeed();
    builder.AddAccounts(data, stores);
    builder.AddTelemetry();
    builder.AddSample();
    builder.AddSharedEmbeddings();
    builder.AddLifecycle();

    await using var app = builder.Build();

    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseSecurityHeaders();
    app.UseWebSockets();
    app.UseOriginCheck();
    app.UseRouting();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseRateLimiter();

    app.MapHealth();
    app.MapMetrics();
    app.MapClusterDashboard();
    if (cluster.Serves)
    {
        app.MapApi();
        app.MapHubs();
        app.MapPages();
    }

    await app.RunAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
