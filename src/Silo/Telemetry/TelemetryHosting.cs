using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Ledger.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActiveLearning.Silo.Telemetry;

/// <summary>Metrics and traces: to be scraped at <c>/metrics</c>, and sent by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to whom.</summary>
internal static class TelemetryHosting
{
    /// <summary>Where the metrics are.</summary>
    public const string MetricsPath = "/metrics";

    private const string ServiceName = "active-learning";
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsPolicy = "metrics";

    /// <summary>Adds them.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var sends = !string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]);
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddAuthorizationBuilder().AddPolicy(MetricsPolicy, p => p.RequireAssertion(MayRead));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName, serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(LedgerInstruments.Name, GrainInstruments.Name, ServingInstruments.Name, "Microsoft.Orleans", "Npgsql")
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter();
                if (sends)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (sends)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(LedgerInstruments.Name, GrainInstruments.Name, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "Microsoft.AspNetCore.SignalR.Server", "Npgsql")
                .AddAspNetCoreInstrumentation(o => o.Filter = IsWorthTracing)
                .AddOtlpExporter());
        }
    }

    /// <summary>Maps <c>/metrics</c> for admins and for the networks in <see cref="TelemetryOptions.MetricsOpenToNetworks"/>.</summary>
    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(MetricsPath).RequireAuthorization(MetricsPolicy).ExcludeFromDescription();

    private static bool MayRead(AuthorizationHandlerContext context) =>
        context.User.IsInRole(Contracts.Api.Roles.Admin)
        || (context.Resource is HttpContext http && http.RequestServices.GetRequiredService<IOptions<TelemetryOptions>>().Value.IsOpenTo(http.Connection.RemoteIpAddress));

    // Probes and scrapes come every few seconds and say nothing.
    private static bool IsWorthTracing(HttpContext http) => !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments(MetricsPath);
}
