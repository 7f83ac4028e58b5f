using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ActiveLearning.Silo.Hosting;

/// <summary>Tells the person at the console where to open the pages, and once what they need to get in.</summary>
internal sealed class StartAnnouncement(IServer server, DataFolder data)
{
    private readonly List<(string What, string Value)> _lines = [];
    private readonly Lock _gate = new();

    /// <summary>Adds a line; an address that starts with a slash is completed with where this process listens.</summary>
    public void Add(string what, string value)
    {
        lock (_gate)
        {
            _lines.Add((what, value));
        }
    }

    /// <summary>Prints everything that was added. To the console and not to the log: secrets are shown once and kept nowhere.</summary>
    public void Print()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? StartLine.DefaultUrl;
        lock (_gate)
        {
            Console.Out.WriteLine($"\nThe active-learning cluster serves.\n  {"pages",-24}{address}\n  {"data",-24}{data.Path}");
            foreach (var (what, value) in _lines)
            {
                Console.Out.WriteLine($"  {what,-24}{(value.StartsWith('/') ? address + value : value)}");
            }

            Console.Out.WriteLine("Ctrl-C ends it.\n");
            Console.Out.Flush();
            _lines.Clear();
        }
    }
}
