namespace ActiveLearning.Silo.Hosting;

/// <summary>What the command line asks for: <c>--urls</c>, <c>--data</c> and <c>--sample</c>; everything else is configuration as usual.</summary>
internal static class StartLine
{
    /// <summary>Where the pages are served when nothing else is said: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5000";

    /// <summary>Folder of all data when nothing else is said, relative to where the process was started.</summary>
    public const string DefaultData = "data";

    /// <summary>Creates the builder. Files of the program are found beside it, whatever folder it was started from.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = WithValues(args), ContentRootPath = AppContext.BaseDirectory });

        // `dotnet run -c Release` is the Production environment, where the pages' files would not be found without this.
        builder.WebHost.UseStaticWebAssets();
        if (string.IsNullOrEmpty(builder.Configuration["urls"])
            && string.IsNullOrEmpty(builder.Configuration["http_ports"])
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        return builder;
    }

    /// <summary>The data folder that was asked for.</summary>
    public static string DataPath(IConfiguration configuration) =>
        Path.GetFullPath(configuration["data"] is { Length: > 0 } path ? path : DefaultData);

    /// <summary>Whether the sample project was asked for.</summary>
    public static bool Sample(IConfiguration configuration) => configuration.GetValue("sample", false);

    // The command line provider would take the argument after a bare `--sample` for its value.
    private static string[] WithValues(string[] args) => [.. args.Select(a => a == "--sample" ? "--sample=true" : a)];
}
