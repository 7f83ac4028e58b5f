using Microsoft.Extensions.Logging.Console;

namespace ActiveLearning.Silo.Hosting;

/// <summary>
/// One line an event on the console, UTC; levels are in appsettings.json and can be changed by configuration. What came from outside can't end a line: the plain form puts an event's lines
/// into one, the JSON form escapes them.
/// </summary>
internal static class ConsoleLogging
{
    /// <summary>
    /// Adds the console. <c>Logging:Console:FormatterName=json</c> writes JSON lines instead, with the fields of each event (<c>ProjectId</c>, <c>ItemId</c>, <c>LeaseId</c>,
    /// <c>Version</c>, ...) and the ids of the trace that it belongs to.
    /// </summary>
    public static void AddConsoleLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();

        // Without a name the provider would put defaults of its own in the place of what is set below.
        builder.Logging.AddConsole(o => o.FormatterName ??= ConsoleFormatterNames.Simple);
        builder.Logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Services.Configure<JsonConsoleFormatterOptions>(o =>
        {
            o.IncludeScopes = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
        });
        builder.Services.Configure<SimpleConsoleFormatterOptions>(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }
}
