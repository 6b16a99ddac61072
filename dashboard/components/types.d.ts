// What scripts of components rely on that no library declares.

/** Added by components.py to the end of a component's script. */
declare const styles: string;
declare const settings: Record<string, any>;

/** Put in by streamlit_door.py where a script of the shell is sent. */
declare const THEME_KEY: string;

/** What the script that remembers the reader's own municipality knows of addresses (see shell/head.py). */
declare const OWN_NAMES: { kept: string; chosen: string; always: string[]; lists: string[]; pages: string[] };

/** What the page asked for before any component's script had come, by whole address; null for what can't be had. */
interface Window {
  askedAhead?: Record<string, Promise<any>>;
}

/** Our own properties of nodes: what they are drawn for, and who draws in them. */
interface Element {
  municipality?: number;
  halo?: { circle: SVGCircleElement };
  idle?: () => boolean;
  picture?: (area?: { width: number; height: number }) => { node: SVGElement };
  chart?: any;
}
interface EventTarget {
  municipality?: number;
}
